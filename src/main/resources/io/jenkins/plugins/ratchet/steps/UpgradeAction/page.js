// Fetches the page's body anew while the upgrade runs. Without this script the page shows the state of its loading.
document.addEventListener("DOMContentLoaded", () => {
  const upgrade = document.getElementById("ratchet-upgrade");
  if (upgrade === null) {
    return;
  }
  const period = 3000;
  const refresh = async () => {
    if (upgrade.dataset.running !== "true") {
      return;
    }
    try {
      const response = await fetch(upgrade.dataset.fragment);
      if (response.ok) {
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        const fresh = page.querySelector("[data-running]");
        if (fresh !== null) {
          upgrade.dataset.running = fresh.dataset.running;
          upgrade.replaceChildren(...fresh.childNodes);
        }
      }
    } finally {
      setTimeout(refresh, period);
    }
  };
  setTimeout(refresh, period);
});
