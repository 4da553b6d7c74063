"""The addresses for signing in, below a site's name."""

from django.urls import path

from stet.readers.views import LetterPage, NamePage, ProviderPage, SignInPage, SignOutPage

app_name = "readers"
urlpatterns = [
    path("<slug:site>/", SignInPage.as_view(), name="sign-in"),
    path("<slug:site>/letter/", LetterPage.as_view(), name="letter"),
    path("<slug:site>/with/<str:provider>/", ProviderPage.as_view(), name="provider"),
    path("<slug:site>/name/<str:ticket>/", NamePage.as_view(), name="name"),
    path("<slug:site>/out/", SignOutPage.as_view(), name="sign-out"),
]
