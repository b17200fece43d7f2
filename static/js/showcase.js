// Improvements of pages that work without script.
document.documentElement.classList.add("script");
