from django.shortcuts import render


def codes(request, **kwargs):
    return render(request, "404.html")


def code(request, **kwargs):
    return render(request, "404.html")


def qr(request, **kwargs):
    return render(request, "404.html")
