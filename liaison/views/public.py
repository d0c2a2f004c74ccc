from django.shortcuts import render


def enter_code(request, **kwargs):
    return render(request, "404.html")


def code(request, **kwargs):
    return render(request, "404.html")


def message(request, **kwargs):
    return render(request, "404.html")


def appointment(request, **kwargs):
    return render(request, "404.html")


def contact_deputy(request, **kwargs):
    return render(request, "404.html")


def contact_site(request, **kwargs):
    return render(request, "404.html")


def photo(request, **kwargs):
    return render(request, "404.html")


def privacy(request, **kwargs):
    return render(request, "404.html")
