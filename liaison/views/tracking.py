from django.shortcuts import render


def find(request, **kwargs):
    return render(request, "404.html")


def track(request, **kwargs):
    return render(request, "404.html")


def receipt(request, **kwargs):
    return render(request, "404.html")


def my_data(request, **kwargs):
    return render(request, "404.html")


def speak(request, **kwargs):
    return render(request, "404.html")
