"""How do we ask and show on a terminal?"""
