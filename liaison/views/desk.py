from django.shortcuts import render


def queue(request, **kwargs):
    return render(request, "404.html")


def enter(request, **kwargs):
    return render(request, "404.html")


def conversation(request, **kwargs):
    return render(request, "404.html")


def reveal(request, **kwargs):
    return render(request, "404.html")


def act(request, **kwargs):
    return render(request, "404.html")


def canned(request, **kwargs):
    return render(request, "404.html")
