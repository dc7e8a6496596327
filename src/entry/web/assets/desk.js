/** What a browser adds to the desk: shortcuts, the preview without reloading, and one click counts once. Everything works without it. */

const one = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const live = one('#announcements');
const editor = one('.editor');

function announce(words) {
  live.textContent = '';
  // An empty region first, so that the same words are said again.
  requestAnimationFrame(() => {
    live.textContent = words;
  });
}

/* Preview */
async function drawPreview() {
  const preview = one('#preview');
  preview.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(preview.dataset.address, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(new FormData(editor)),
    });
    // Signed out, decided meanwhile, too long: the server's page says so in words, and keeps the text.
    if (!answer.ok) throw new Error(String(answer.status));
    preview.innerHTML = (await answer.json()).html;
  } catch {
    preview.textContent = 'The preview could not be drawn. Your text is untouched; look at it under Edit.';
  }
  preview.removeAttribute('aria-busy');
}

editor?.querySelector('#view-preview').addEventListener('change', drawPreview);
editor?.querySelector('#view-write').addEventListener('change', () => one('#reply').focus());

/* Forms are sent once */
for (const form of all('form[method="post"]')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
    event.submitter?.setAttribute('aria-disabled', 'true');
  });
}

// A page taken from the browser's memory (Back) can be sent again.
window.addEventListener('pageshow', () => {
  for (const form of all('form[data-sent]')) delete form.dataset.sent;
  for (const button of all('button[aria-disabled]')) button.removeAttribute('aria-disabled');
});

/* Taking a decision back, as long as it can be */
const undo = one('[data-undo-seconds]');
if (undo) {
  const end = performance.now() + undo.dataset.undoSeconds * 1000;
  const left = undo.querySelector('.seconds');
  const timer = setInterval(() => {
    const seconds = Math.ceil((end - performance.now()) / 1000);
    left.textContent = `${Math.max(0, seconds)} s`;
    if (seconds > 0) return;
    clearInterval(timer);
    undo.querySelector('button').disabled = true;
    announce('The time to take it back is over.');
  }, 250);
}

// A notice that came with the page is said like one that appears.
const notice = one('.flash[role="status"]');
if (notice) announce(notice.textContent);

/* Shortcuts */
const keys = one('#keys');

function move(step) {
  const beside = one(step > 0 ? 'a[data-key="j"]' : 'a[data-key="k"]');
  if (beside) return beside.click();
  const rows = all('.row-title a');
  if (rows.length === 0) return announce(step > 0 ? 'This is the last draft.' : 'This is the first draft.');
  const next = rows.indexOf(document.activeElement?.closest('.row')?.querySelector('.row-title a')) + step;
  if (next >= rows.length) return announce('Last draft on this page.');
  const target = rows[Math.max(0, next)];
  target.focus();
  target.scrollIntoView({ block: 'nearest' });
}

function write() {
  const tab = one('#view-write');
  if (!tab) return;
  tab.checked = true;
  one('#reply').focus();
}

function unfold(key) {
  const fold = one(`details[data-key="${key}"]`);
  if (!fold) return;
  fold.open = true;
  fold.querySelector('select, input:not([type="hidden"]), button')?.focus();
}

function showKeys() {
  if (keys?.open === false) keys.showModal();
}

const shortcuts = {
  j: () => move(1),
  k: () => move(-1),
  o: () => document.activeElement?.closest('.row')?.querySelector('.row-title a').click(),
  a: () => one('button[data-key="a"]')?.click(),
  z: () => one('button[data-key="z"]:enabled')?.click(),
  e: write,
  r: () => unfold('r'),
  c: () => unfold('c'),
  s: () => unfold('s'),
  u: () => one('a[data-key="u"]')?.click(),
  '/': () => one('#search')?.select(),
  '?': showKeys,
};

function isTyping(target) {
  return target.closest(
    'input:not([type="radio"], [type="checkbox"], [type="hidden"]), textarea, select, [contenteditable]',
  );
}

document.addEventListener('keydown', (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || one('dialog[open]')) return;
  const fold = target.closest?.('details.decision[open]') ?? one('details.decision[open]');
  if (key === 'Escape' && fold) {
    fold.open = false;
    fold.querySelector('summary').focus();
    return;
  }
  if (key === 'Escape' && target.id === 'reply') return one('#view-write').focus();
  // A key that is held down moves on, and decides nothing.
  if (isTyping(target) || (event.repeat && key !== 'j' && key !== 'k')) return;
  const shortcut = Object.hasOwn(shortcuts, key) ? shortcuts[key] : undefined;
  if (!shortcut) return;
  event.preventDefault();
  shortcut();
});

one('#show-keys')?.addEventListener('click', (event) => {
  event.preventDefault();
  showKeys();
});

/* A backfill that goes on: what it says of itself is asked for again and again */
const goingOn = one('#backfill[data-refresh]');
async function drawAgain() {
  try {
    const answer = await fetch(location.pathname, { headers: { accept: 'text/html' } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.querySelector('#backfill');
    // Another state has other buttons.
    if (fresh?.dataset.state !== goingOn.dataset.state) return location.reload();
    one('#backfill-progress').replaceChildren(...fresh.querySelector('#backfill-progress').childNodes);
  } catch {
    // Signed out, or a server that restarts: the link on the page still says what is.
  }
  setTimeout(drawAgain, goingOn.dataset.refresh * 1000);
}
if (goingOn) setTimeout(drawAgain, goingOn.dataset.refresh * 1000);
