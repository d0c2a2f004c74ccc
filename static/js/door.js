// Passkeys on the sign-in pages: show their buttons where the browser knows them, and say when one fails.

if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("[data-needs-passkey]")) button.hidden = false;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const trouble = document.getElementById("passkey-trouble");
  trouble.hidden = false;
  trouble.scrollIntoView({ block: "center" });
});
