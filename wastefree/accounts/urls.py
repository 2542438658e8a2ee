"""Addresses of accounts."""

from django.urls import path

from wastefree.accounts.views import organizations, profile, signing_in, users

app_name = "accounts"
urlpatterns = [
    path("sign-in", signing_in.sign_in, name="sign_in"),
    path("sign-out", signing_in.sign_out, name="sign_out"),
    path("password", signing_in.change_password, name="change_password"),
    path("profile", profile.profile, name="profile"),
    path("organizations/", organizations.organizations, name="organizations"),
    path("organizations/new", organizations.organization_create, name="organization_create"),
    path("organizations/<slug:code>/", organizations.organization_edit, name="organization_edit"),
    path("organizations/<slug:code>/close", organizations.organization_close, name="organization_close"),
    path("organizations/<slug:code>/reopen", organizations.organization_reopen, name="organization_reopen"),
    path("users/", users.users, name="users"),
    path("users/new", users.user_create, name="user_create"),
    path("users/<int:pk>/", users.user_edit, name="user_edit"),
    path("users/<int:pk>/roles", users.user_roles, name="user_roles"),
    path("users/<int:pk>/password", users.user_password, name="user_password"),
    path("users/<int:pk>/close", users.user_close, name="user_close"),
    path("users/<int:pk>/reopen", users.user_reopen, name="user_reopen"),
]
