/** The keyboard shortcuts as a table, and the dialog that `?` opens. */

import { deskPath } from '../return-path.js';

export const keysPath = `${deskPath}/keys`;

const shortcuts: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['j', 'k'], does: 'Next and previous draft' },
  { keys: ['Enter', 'o'], does: 'Open the draft' },
  { keys: ['u'], does: 'Back to the list' },
  { keys: ['a'], does: 'Approve and post, then the next draft' },
  { keys: ['e'], does: 'Edit the reply' },
  { keys: ['r'], does: 'Reject' },
  { keys: ['c'], does: 'Choose another known problem' },
  { keys: ['s'], does: 'Snooze or freeze' },
  { keys: ['z'], does: 'Take the last decision back' },
  { keys: ['/'], does: 'Search' },
  { keys: ['Esc'], does: 'Leave a form or the editor' },
  { keys: ['?'], does: 'Show these shortcuts' },
];

export function KeyTable() {
  return (
    <table class="keys">
      <thead class="visually-hidden">
        <tr>
          <th scope="col">Key</th>
          <th scope="col">What it does</th>
        </tr>
      </thead>
      <tbody>
        {shortcuts.map(({ keys, does }) => (
          <tr>
            <th scope="row">
              {keys.map((key) => (
                <kbd>{key}</kbd>
              ))}
            </th>
            <td>{does}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function KeysDialog() {
  return (
    <dialog id="keys" aria-labelledby="keys-title">
      <div class="dialog-header">
        <h2 id="keys-title">Keyboard shortcuts</h2>
        <form method="dialog">
          <button class="button button-invisible" type="submit">
            Close
          </button>
        </form>
      </div>
      <KeyTable />
    </dialog>
  );
}
