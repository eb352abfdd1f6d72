// The page for paper: its one button.

document.querySelector("[data-print]").addEventListener("click", () => window.print());
