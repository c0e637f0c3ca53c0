/* The camera as a scanner. Comfort only: without this file the code is typed, or a hand scanner types it. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("[data-scan]");
  const code = form?.querySelector("[name=code]");
  if (!code) return;
  if (location.hash.length > 1) { // a phone's own camera opened the address that the code holds
    code.value = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, "", location.pathname + location.search);
  }
  code.focus();
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return;
  const camera = form.querySelector("[data-camera]");
  const video = form.querySelector("[data-video]");
  const open = form.querySelector("[data-open]");
  const shut = form.querySelector("[data-shut]");
  let stream = null;

  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = shut.hidden = true;
    open.hidden = false;
  };
  const look = async (detector) => {
    if (!stream) return;
    const [found] = await detector.detect(video).catch(() => []);
    if (found) {
      code.value = found.rawValue;
      stop();
      form.querySelector("[name=purpose]:checked") ? form.requestSubmit() : form.querySelector("[name=purpose]").focus();
      return;
    }
    requestAnimationFrame(() => look(detector));
  };
  camera.hidden = false;
  open.addEventListener("click", async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      camera.hidden = true; // no camera, or it was not allowed: the code is typed
      return;
    }
    video.srcObject = stream;
    await video.play();
    video.hidden = shut.hidden = false;
    open.hidden = true;
    look(new BarcodeDetector({ formats: ["qr_code"] }));
  });
  shut.addEventListener("click", stop);
  window.addEventListener("pagehide", stop);
});
