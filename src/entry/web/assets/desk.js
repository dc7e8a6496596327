/** What a browser adds to the desk: the preview without reloading, and one click counts once. Everything works without it. */

const editor = document.querySelector('.editor');
const preview = document.querySelector('#preview');

async function drawPreview() {
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

editor?.querySelector('#view-preview')?.addEventListener('change', drawPreview);
editor
  ?.querySelector('#view-write')
  ?.addEventListener('change', () => editor.querySelector('#reply').focus());

for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
    event.submitter?.setAttribute('aria-disabled', 'true');
  });
}

// A page taken from the browser's memory (Back) can be sent again.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
  for (const button of document.querySelectorAll('button[aria-disabled]'))
    button.removeAttribute('aria-disabled');
});
