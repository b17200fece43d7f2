// Improvements of pages that work without script.
const find = (selector, root = document) => root.querySelector(selector);

// Results change in place: the region in the page at the same address takes the
// place of the old one. Whatever fails becomes an ordinary visit.
let running;
async function show(url, push) {
  running?.abort();
  running = new AbortController();
  const signal = running.signal;
  const region = find("[data-region]");
  region.classList.add("waiting");
  let page;
  try {
    const answer = await fetch(url, { signal });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!find("[data-region]", page)) throw new Error("no region");
  } catch (error) {
    if (!signal.aborted) location.assign(url);
    return;
  }
  if (push) history.pushState(null, "", url);
  swap(page, region);
}

function swap(page, region) {
  const focus = document.activeElement?.id;
  const fresh = find("[data-region]", page);
  for (const old of region.querySelectorAll("details[id]")) {
    const now = fresh.querySelector(`#${CSS.escape(old.id)}`);
    if (now) now.open = old.open;
  }
  region.replaceWith(document.adoptNode(fresh));
  find(".language ul").replaceWith(document.adoptNode(find(".language ul", page)));
  document.title = page.title;
  const box = find("#q");
  if (document.activeElement !== box) box.value = find("#q", page).value;
  if (focus && document.activeElement?.id !== focus) {
    (document.getElementById(focus) ?? find("#results"))?.focus({ preventScroll: true });
  }
  find("[data-said]").textContent = find("#sentence").textContent;
}

if (find("[data-region]")) {
  const form = find("#search");
  const address = () => `${form.action.split("?")[0]}?${new URLSearchParams([...new FormData(form)].filter(([, v]) => v))}`;
  document.addEventListener("change", (event) => {
    if (event.target.type === "checkbox" && event.target.form === form) show(address(), true);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(address(), true);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-live]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.pathname !== location.pathname) return;
    event.preventDefault();
    const turn = link.closest(".pages");
    show(link.href, true).then(() => turn && find("#results")?.scrollIntoView());
  });
  const path = location.pathname;
  addEventListener("popstate", () => {
    if (location.pathname === path) show(location.href, false);
    else location.reload();
  });
}

// Suggestions: a combobox with a list, as in the WAI-ARIA practices 1.2.
function suggest(input, number) {
  const list = document.createElement("div");
  list.className = "suggestions";
  list.id = `suggestions-${number}`;
  list.role = "listbox";
  list.ariaLabel = (input.ariaLabel || input.labels?.[0]?.textContent || "");
  list.hidden = true;
  input.after(list);
  input.autocomplete = "off";
  input.role = "combobox";
  input.ariaAutoComplete = "list";
  input.ariaExpanded = "false";
  input.setAttribute("aria-controls", list.id);
  let timer, asked, options = [], at = -1;

  const close = () => {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    at = -1;
    input.ariaExpanded = "false";
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (n) => {
    if (options[at]) options[at].ariaSelected = "false";
    at = (n + options.length + 1) % (options.length + 1);
    const option = options[at];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.ariaSelected = "true";
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  };
  const fill = (groups) => {
    list.replaceChildren();
    options = [];
    for (const group of groups) {
      const part = document.createElement("div");
      part.role = "group";
      part.ariaLabel = document.body.dataset[group.kind];
      part.className = "group";
      for (const s of group.suggestions) {
        const option = document.createElement("div");
        option.id = `${list.id}-${options.length}`;
        option.role = "option";
        option.ariaSelected = "false";
        option.textContent = s.text;
        option.dataset.url = s.url;
        options.push(option);
        part.append(option);
      }
      list.append(part);
    }
    at = -1;
    list.hidden = !options.length;
    input.ariaExpanded = String(!list.hidden);
  };
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const query = new URLSearchParams({ q: input.value.trim(), lang: document.documentElement.lang });
    try {
      const answer = await fetch(`/api/v1/suggest?${query}`, { signal: asked.signal });
      if (answer.ok) fill((await answer.json()).groups);
    } catch { /* without suggestions the box works as before */ }
  };
  input.addEventListener("input", () => {
    close();
    if (input.value.trim().length > 1) timer = setTimeout(ask, 150);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") choose(at + 1);
    else if (event.key === "ArrowUp") choose(at < 0 ? options.length - 1 : at - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && options[at]) location.assign(options[at].dataset.url);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  input.form.addEventListener("submit", close);
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[data-url]");
    if (option) location.assign(option.dataset.url);
  });
}
document.querySelectorAll("input[data-suggest]").forEach(suggest);
