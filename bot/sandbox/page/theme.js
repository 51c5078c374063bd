/** Light or dark: as the system says, until the person chooses. */

const KEY = "theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

/** Let `button` switch between the two. */
export function installTheme(button) {
  const show = () => {
    const chosen = localStorage.getItem(KEY);
    if (chosen) document.documentElement.dataset.theme = chosen;
    button.textContent = current() === "dark" ? "Light" : "Dark";
    button.title = `Show the page ${current() === "dark" ? "light" : "dark"}`;
  };
  button.addEventListener("click", () => {
    localStorage.setItem(KEY, current() === "dark" ? "light" : "dark");
    show();
  });
  dark.addEventListener("change", show);
  show();
}

function current() {
  return localStorage.getItem(KEY) ?? (dark.matches ? "dark" : "light");
}
