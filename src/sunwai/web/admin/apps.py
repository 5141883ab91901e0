from django.contrib.admin.apps import SimpleAdminConfig


class SunwaiAdminConfig(SimpleAdminConfig):
    default_site = "sunwai.web.admin.site.SunwaiAdminSite"

    def ready(self) -> None:
        """Everything that can be edited is registered in one place, not in the domain packages."""
        super().ready()
        from sunwai.web.admin import (  # noqa: F401
            central,
            outgoing,
            people,
            reference,
            replies,
            schemes,
            services,
            settings,
            telephone,
            texts,
            webhooks,
            womenline,
        )
