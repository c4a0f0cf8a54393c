// Fetches the page's body anew while the build runs. Without this script the page shows the state of its loading.
document.addEventListener("DOMContentLoaded", () => {
  const upgrade = document.getElementById("ratchet-upgrade");
  if (upgrade === null) {
    return;
  }
  const period = 2000;
  const folds = (root) => [...root.querySelectorAll("details[data-key]")];
  // What a reader opened or closed stays so.
  const keepFolds = (fresh) => {
    const open = new Map(folds(upgrade).map((fold) => [fold.dataset.key, fold]));
    folds(fresh).forEach((fold) => {
      const old = open.get(fold.dataset.key);
      if (old !== undefined && old.dataset.touched === "true") {
        fold.open = old.open;
        fold.dataset.touched = "true";
      }
    });
  };
  upgrade.addEventListener("click", (event) => {
    const summary = event.target.closest("summary");
    if (summary !== null) {
      summary.parentElement.dataset.touched = "true";
    }
  });
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
          keepFolds(fresh);
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
