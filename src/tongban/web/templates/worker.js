{% load static %}/* When the network is gone, say so kindly. Nothing else is kept on the device. */
"use strict";
const KEPT = "tongban-offline-1";
const PAGE = "{% url 'offline' %}";
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll([PAGE, "{% static 'tongban/tongban.css' %}", "{% static 'tongban/logo.svg' %}"])));
});
self.addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate" || event.request.method !== "GET") return;
  event.respondWith(fetch(event.request).catch(() => caches.match(PAGE)));
});
