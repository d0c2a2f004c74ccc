from django.shortcuts import render


def days(request, **kwargs):
    return render(request, "404.html")


def day(request, **kwargs):
    return render(request, "404.html")
