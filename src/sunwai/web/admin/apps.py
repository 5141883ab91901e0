from django.contrib.admin.apps import AdminConfig


class SunwaiAdminConfig(AdminConfig):
    default_site = "sunwai.web.admin.site.SunwaiAdminSite"
