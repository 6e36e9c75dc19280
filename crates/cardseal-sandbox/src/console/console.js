// Brings the copy buttons to life. Without it, ids are still there to be marked and copied by hand.
const said = document.getElementById('said');

for (const button of document.querySelectorAll('button[data-copy]')) {
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      said.textContent = 'Copied';
    } catch {
      said.textContent = 'The browser did not let the id be copied';
    }
    setTimeout(() => { said.textContent = ''; }, 2000);
  });
}
