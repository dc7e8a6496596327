/** Small calls that go together: who waits for whom, and who suffers when one fails. */

import { afterEach, describe, expect, it, vi } from 'vitest';
import { gather } from '../src/adapters/database/gather.js';

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

afterEach(() => {
  vi.useRealTimers();
});

describe('gathering', () => {
  it('answers each call with its own, and takes those of one moment together', async () => {
    const batches: (readonly number[])[] = [];
    const call = gather(100, async (items: readonly number[]) => {
      batches.push(items);
      return items.map((item) => item * 10);
    });
    expect(await Promise.all(upTo(5).map(call))).toEqual([0, 10, 20, 30, 40]);
    expect(batches).toEqual([upTo(5)]);
  });

  it('takes no more at once than it may', async () => {
    const sizes: number[] = [];
    const call = gather(4, async (items: readonly number[]) => {
      sizes.push(items.length);
      return items;
    });
    await Promise.all(upTo(10).map(call));
    expect(sizes).toEqual([4, 4, 2]);
  });

  it('lets what comes after a crowd gather, while what comes after a lone call goes by itself', async () => {
    vi.useFakeTimers();
    const batches: (readonly number[])[] = [];
    const call = gather(
      50,
      async (items: readonly number[]) => {
        batches.push(items);
        return items;
      },
      10,
    );
    async function callAfter(ms: number, items: readonly number[]): Promise<void> {
      await vi.advanceTimersByTimeAsync(ms);
      for (const item of items) void call(item);
    }
    await callAfter(0, [1]);
    await callAfter(2, [2]);
    await callAfter(2, upTo(50));
    await callAfter(2, [-1]);
    await callAfter(7, [-2]);
    await callAfter(2, [-3]);
    await vi.advanceTimersByTimeAsync(2);
    expect(batches).toEqual([[1], [2], upTo(50), [-1, -2], [-3]]);
  });

  it('takes no other call along when one cannot be answered', async () => {
    const call = gather(10, async (items: readonly number[]) => {
      if (items.includes(3)) throw new Error('three is refused');
      return items;
    });
    const outcomes = await Promise.allSettled(upTo(5).map(call));
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(outcomes[3]).toMatchObject({ reason: { message: 'three is refused' } });
  });

  it('refuses a batch that is answered with another number of answers', async () => {
    const call = gather(10, async () => []);
    await expect(call(1)).rejects.toThrow('another number of answers');
  });
});
