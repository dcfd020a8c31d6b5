"""Which settings do AWS tools, and tools beside them, read from these files?"""

from __future__ import annotations

from ..chains.source_credentials import ENDS

KEYS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
SSO = ("sso_start_url", "sso_region", "sso_account_id", "sso_role_name", "sso_session")

# Who a profile is: botocore.credentials, and what `aws configure` writes.
IDENTITY = frozenset(
    {
        *KEYS,
        *SSO,
        "aws_security_token",
        "credential_process",
        "credential_source",
        "duration_seconds",
        "external_id",
        "login_session",
        "mfa_serial",
        "role_arn",
        "role_session_name",
        "source_profile",
        "sso_registration_scopes",
        "web_identity_token_file",
    }
)

# botocore.configprovider: BOTOCORE_DEFAUT_SESSION_VARIABLES and the tables beside it.
BOTOCORE = frozenset(
    {
        "account_id_endpoint_mode",
        "api_versions",
        "auth_scheme_preference",
        "ca_bundle",
        "csm_client_id",
        "csm_enabled",
        "csm_host",
        "csm_port",
        "data_path",
        "defaults_mode",
        "disable_host_prefix_injection",
        "disable_request_compression",
        "ec2_metadata_service_endpoint",
        "ec2_metadata_service_endpoint_mode",
        "ec2_metadata_v1_disabled",
        "endpoint_discovery_enabled",
        "ignore_configured_endpoint_urls",
        "imds_use_ipv6",
        "max_attempts",
        "metadata_service_num_attempts",
        "metadata_service_timeout",
        "parameter_validation",
        "proxy_ca_bundle",
        "proxy_client_cert",
        "proxy_use_forwarding_for_https",
        "region",
        "request_checksum_calculation",
        "request_min_compression_size_bytes",
        "response_checksum_validation",
        "retry_mode",
        "s3",
        "s3_disable_express_session_auth",
        "s3_us_east_1_regional_endpoint",
        "s3_use_arn_region",
        "sdk_ua_app_id",
        "sigv4a_signing_region_set",
        "sts_regional_endpoints",
        "tcp_keepalive",
        "use_dualstack_endpoint",
        "use_fips_endpoint",
    }
)

# The AWS CLI's and other SDKs' own: "Configuration and credential file settings" and the SDK reference guide.
OTHERS = frozenset(
    {
        "account_id",
        "aws_account_id",
        "cli_auto_prompt",
        "cli_binary_format",
        "cli_error_format",
        "cli_follow_urlparam",
        "cli_help_output",
        "cli_history",
        "cli_pager",
        "cli_timestamp_format",
        "disable_s3_express_session_auth",
        "endpoint_url",
        "output",
        "s3_disable_multiregion_access_points",
        "s3api",
        "services",
        "sts_web_identity_token_file",
        "cloudfront",
        "cloudsearch",
        "cloudsearchdomain",
        "emr",
        "iot",
        "plugins",
    }
)

# Other tools that keep their settings in these files, and awsenv.
NEIGHBOURS = frozenset(
    {
        "azure_app_id_uri",
        "azure_app_title",
        "azure_default_duration_hours",
        "azure_default_role_arn",
        "azure_default_username",
        "azure_tenant_id",
        "autoawsume",
        "chain_role_name",
        "color",
        "common_fate_generated_from",
        "granted_sso_account_id",
        "granted_sso_region",
        "granted_sso_registration_scopes",
        "granted_sso_role_name",
        "granted_sso_start_url",
        "include_profile",
        "manager",
        "mfa_process",
        "parent_profile",
        "policy",
        "policy_arns",
        "principal_arn",
        "session_tags",
        "source_identity",
        "sso_auto_populated",
        "sso_interactive_auto_populated",
        "transitive_session_tags",
        "web_identity_token_process",
        "x_principal_arn",
        *ENDS,
    }
)

SETTINGS = IDENTITY | BOTOCORE | OTHERS | NEIGHBOURS

# What a misspelt name was probably meant to be: not what is hardly ever set.
LIKELY = (IDENTITY | BOTOCORE | OTHERS | {"mfa_process"}) - {
    "account_id",
    "aws_account_id",
    "aws_security_token",
}

IN_SSO_SESSION = frozenset({"sso_start_url", "sso_region", "sso_registration_scopes"})
IN_SERVICES = frozenset({"endpoint_url"})  # below the name of a service

# Settings that only a role has.
OF_A_ROLE = (
    *("source_profile", "credential_source", "external_id", "role_session_name", "duration_seconds"),
    *("session_tags", "transitive_session_tags", "source_identity", "policy_arns"),
)

OUTPUTS = frozenset({"json", "yaml", "yaml-stream", "text", "table", "off"})
