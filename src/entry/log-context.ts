/** What every log line is about while something runs, whoever writes it: the delivery and the job. */

import { AsyncLocalStorage } from 'node:async_hooks';

const context = new AsyncLocalStorage<object>();

/** Every line that is logged while `run` runs carries these fields, also from adapters and libraries that do not know them. */
export function loggedWith<T>(fields: object, run: () => Promise<T>): Promise<T> {
  return context.run({ ...context.getStore(), ...fields }, run);
}

/** Fields of this moment. */
export function logFields(): object {
  return { ...context.getStore() };
}
