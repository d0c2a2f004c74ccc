from django.shortcuts import render


def notices(request, **kwargs):
    return render(request, "404.html")


def open_notice(request, **kwargs):
    return render(request, "404.html")


def channels(request, **kwargs):
    return render(request, "404.html")
