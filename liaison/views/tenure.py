from django.shortcuts import render


def status(request, **kwargs):
    return render(request, "404.html")


def terms(request, **kwargs):
    return render(request, "404.html")
