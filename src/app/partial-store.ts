/** A store that answers some questions and refuses all others, for those who must not write into one or have none. */

import type { Store } from './ports.js';

/** Any method that is not among the answers rejects with the words of `refusal`, which is given its name. */
export function storeOf(answers: Partial<Store>, refusal: (method: string) => string): Store {
  return new Proxy(answers, {
    get(target, name) {
      // Whoever awaits an object asks it for this.
      if (name === 'then') return undefined;
      return Reflect.get(target, name) ?? (() => Promise.reject(new Error(refusal(String(name)))));
    },
  }) as Store;
}
