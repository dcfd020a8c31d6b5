"""Where in the AWS console is this service of this account, and which address signs in there?

Hosts and parameters: the IAM User Guide, "Enable custom identity broker access to the AWS console"; the user
guide of IAM Identity Center, "Create shortcut links"; and the AWS CLI's own customizations.console.
"""

from __future__ import annotations

from .. import web_address
from ..aws_config import partitions
from ..errors import UsageError
from ..text import meant, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ISSUER = "awsenv"

# Sign-in host and console domain of each partition; the others' consoles are not public.
HOSTS = {
    "aws": ("signin.aws.amazon.com", "console.aws.amazon.com"),
    "aws-cn": ("signin.amazonaws.cn", "console.amazonaws.cn"),
    "aws-us-gov": ("signin.amazonaws-us-gov.com", "console.amazonaws-us-gov.com"),
    "aws-eusc": ("{region}.signin.amazonaws-eusc.eu", "console.amazonaws-eusc.eu"),
}
FIRST_REGION = {"aws-eusc": "eusc-de-east-1"}  # of a partition whose sign-in host is regional

# One console for all regions.
GLOBAL = {
    "billing": "billing/home",
    "budgets": "billing/home#/budgets",
    "cost": "cost-management/home",
    "cloudfront": "cloudfront/v4/home",
    "iam": "iam/home",
    "organizations": "organizations/v2/home",
    "route53": "route53/v2/home",
    "support": "support/home",
    "trustedadvisor": "trustedadvisor/home",
}

REGIONAL = {
    "acm": "acm/home",
    "alarms": "cloudwatch/home#alarmsV2:",
    "amplify": "amplify/home",
    "apigateway": "apigateway/home",
    "apprunner": "apprunner/home",
    "appsync": "appsync/home",
    "athena": "athena/home",
    "backup": "backup/home",
    "batch": "batch/home",
    "bedrock": "bedrock/home",
    "cloudformation": "cloudformation/home",
    "cloudshell": "cloudshell/home",
    "cloudtrail": "cloudtrail/home",
    "cloudwatch": "cloudwatch/home",
    "codeartifact": "codesuite/codeartifact/repositories",
    "codebuild": "codesuite/codebuild/projects",
    "codecommit": "codesuite/codecommit/repositories",
    "codedeploy": "codesuite/codedeploy/applications",
    "codepipeline": "codesuite/codepipeline/pipelines",
    "cognito": "cognito/v2/home",
    "config": "config/home",
    "connect": "connect/home",
    "controltower": "controltower/home",
    "directconnect": "directconnect/v2/home",
    "dms": "dms/v2/home",
    "documentdb": "docdb/home",
    "dynamodb": "dynamodbv2/home",
    "ec2": "ec2/home",
    "ecr": "ecr/repositories",
    "ecs": "ecs/v2/home",
    "efs": "efs/home",
    "eks": "eks/home",
    "elasticache": "elasticache/home",
    "elasticbeanstalk": "elasticbeanstalk/home",
    "elb": "ec2/home#LoadBalancers:",
    "emr": "emr/home",
    "eventbridge": "events/home",
    "firehose": "firehose/home",
    "fsx": "fsx/home",
    "glue": "glue/home",
    "grafana": "grafana/home",
    "guardduty": "guardduty/home",
    "identitycenter": "singlesignon/home",
    "inspector": "inspector/v2/home",
    "instances": "ec2/home#Instances:",
    "iot": "iot/home",
    "kinesis": "kinesis/home",
    "kms": "kms/home",
    "lakeformation": "lakeformation/home",
    "lambda": "lambda/home",
    "logs": "cloudwatch/home#logsV2:log-groups",
    "macie": "macie/home",
    "mq": "amazon-mq/home",
    "msk": "msk/home",
    "mwaa": "mwaa/home",
    "neptune": "neptune/home",
    "opensearch": "aos/home",
    "parameters": "systems-manager/parameters",
    "ram": "ram/home",
    "rds": "rds/home",
    "redshift": "redshiftv2/home",
    "resourcegroups": "resource-groups/home",
    "s3": "s3/home",
    "sagemaker": "sagemaker/home",
    "secretsmanager": "secretsmanager/home",
    "securityhub": "securityhub/home",
    "servicecatalog": "servicecatalog/home",
    "servicequotas": "servicequotas/home",
    "ses": "ses/home",
    "sns": "sns/v3/home",
    "sqs": "sqs/v3/home",
    "ssm": "systems-manager/home",
    "stepfunctions": "states/home",
    "transfer": "transfer/home",
    "vpc": "vpc/home",
    "waf": "wafv2/homev2",
    "workspaces": "workspaces/v2/home",
    "xray": "xray/home",
}

# What people type, and what the AWS CLI calls the service.
SHORT = {
    "apigw": "apigateway",
    "cb": "codebuild",
    "ce": "cost",
    "cf": "cloudfront",
    "cfn": "cloudformation",
    "cp": "codepipeline",
    "ct": "cloudtrail",
    "cw": "cloudwatch",
    "ddb": "dynamodb",
    "docdb": "documentdb",
    "dx": "directconnect",
    "eb": "elasticbeanstalk",
    "es": "opensearch",
    "events": "eventbridge",
    "gd": "guardduty",
    "kafka": "msk",
    "l": "lambda",
    "orgs": "organizations",
    "params": "parameters",
    "r53": "route53",
    "secrets": "secretsmanager",
    "sfn": "stepfunctions",
    "sm": "secretsmanager",
    "sso": "identitycenter",
    "sso-admin": "identitycenter",
    "states": "stepfunctions",
    "ta": "trustedadvisor",
    "wafv2": "waf",
}
SERVICES = (*GLOBAL, *REGIONAL, *SHORT, "health", "lightsail")  # the last two have hosts of their own


def partition(role_arn: str | None, region: str | None, home: str | None = None) -> str:
    """The partition of the role, of the region in which people sign in, or of the region.

    Raises UsageError where the last disagrees with the others.
    """
    by_region = partitions.of(home or region or "") or "aws"
    found = role_arn.split(":")[1] if role_arn and role_arn.count(":") > 1 else by_region
    by_region = partitions.of(region or "") or "aws"
    if region and found != by_region:
        raise UsageError(f"region {shown(region)} is not in {found}, where the role is")
    if found not in HOSTS:
        raise UsageError(f"the console of partition {shown(found)} has no public address")
    return found


def sign_in_host(partition: str, region: str | None) -> str:
    """The origin of the sign-in service."""
    return "https://" + HOSTS[partition][0].format(region=region or FIRST_REGION.get(partition))


def destination(service: str | None, partition: str, region: str | None, account: str | None) -> str:
    """The address of a service's console, of its home, or the one that was given. Raises UsageError.

    The account keeps sessions apart in a browser that has turned on the console's multi-session support.
    """
    domain = HOSTS[partition][1]
    if service and service.startswith("https://"):
        return _checked(service, domain)
    name = SHORT.get(service or "", service or "")
    path = GLOBAL.get(name)
    place = None if path else region
    path, _, fragment = (path or REGIONAL.get(name) or ("go/view" if name else "console/home")).partition("#")
    asked = {"service": name if path == "go/view" else None, "region": place, "account": account}
    query = "&".join(f"{key}={value}" for key, value in asked.items() if value)
    host = f"{place}.{domain}" if place else domain
    return f"https://{host}/{path}{'?' + query if query else ''}{'#' + fragment if fragment else ''}"


def is_known(service: str) -> bool:
    """Whether we know the name; the console itself may know others. Raises UsageError for a near miss."""
    if service in SERVICES or service.startswith("https://"):
        return True
    if near := meant(service, SERVICES, 0.8):
        raise UsageError(f"no service {shown(service)}{near}")
    if not all(c.isascii() and (c.isalnum() or c == "-") for c in service):
        raise UsageError(f"{shown(service)} cannot be the name of a service", "TAB completes their names")
    return False


def words(
    first: str | None, second: str | None, is_profile: Callable[[str], bool], active: str | None
) -> tuple[str | None, str | None]:
    """The profile, None where none is known, and the service that one or two words name.

    One word alone may be a service, of the active profile; a profile of that name wins.
    """
    if first is None or second is not None or is_profile(first):
        return (active if first is None else first), second
    is_service = first in SERVICES or first.startswith("https://")
    return (active, first) if is_service else (first, None)


def _checked(url: str, domain: str) -> str:
    """The address of a page, if it is one of the partition's console."""
    from urllib.parse import urlsplit

    parts = urlsplit(url) if web_address.is_page(url) else None
    if parts is None or parts.port or not f".{parts.hostname}".endswith("." + domain):
        raise UsageError(f"{shown(url)} is not a page of {domain}")
    return url


def sign_in(host: str, token: str, destination: str) -> str:
    """The address that signs in anyone who opens it within 15 minutes: a secret."""
    asked = {"Action": "login", "Issuer": ISSUER, "Destination": destination, "SigninToken": token}
    return f"{host}/federation?{_query(asked)}"


def shortcut(start_url: str, account: str, role: str, destination: str | None) -> str:
    """The access portal's own link to a role, which signs in only those who are signed in to the portal.

    Raises UsageError for a portal that is no address: whatever opens pages might also open other things.
    """
    portal = start_url.partition("#")[0].rstrip("/")
    if not web_address.is_page(portal) or not portal.startswith("https://"):
        raise UsageError(f"sso_start_url {shown(start_url)} is not the address of a portal")
    asked = {"account_id": account, "role_name": role}
    return f"{portal}/#/console?{_query(asked | ({'destination': destination} if destination else {}))}"


def in_container(url: str, name: str, color: str | None) -> str:
    """The address for Firefox's extension "Open external links in a container"."""
    hues = {"magenta": "purple", "cyan": "turquoise"}
    hue = (color or "").removeprefix("bright-")
    asked = {"name": name, "url": url}
    if hue in ("red", "green", "yellow", "blue", *hues):
        asked["color"] = hues.get(hue, hue)
    return "ext+container:" + _query(asked)


def _query(asked: Mapping[str, str]) -> str:
    from urllib.parse import quote, urlencode

    return urlencode(asked, quote_via=quote, safe="")
