"""As `templatetags.portal.day` and `moment` write them: 30 April 2024 10:32."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y H:i"
