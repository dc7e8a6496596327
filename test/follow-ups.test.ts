/** Follow-ups over real HTTP: asked, ticked, reminded, closed, opened again; a release told, approved at once, answered. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postDraft } from '../src/app/post-draft.js';
import { type FollowUpBackend, followUpBackends, followUpTools } from './follow-up-world.js';
import { startWorld, type World } from './world.js';

const day = 86_400_000;
const asks = {
  title: 'OptiPlex 7010 hangs on reboot',
  body: '`reboot` in dom0 stops all services and then the machine hangs for ever, I have to hold the power button. Dell OptiPlex 7010.',
};
const fixable = {
  title: 'PowerEdge R740 hangs on reboot under Xen 4.8',
  body: 'Dell PowerEdge R740, running Xen 4.8. When I type reboot in dom0 the machine hangs for ever, it never comes back up. Must hold the power button.',
};
const policy = 'releases_of: xen\nfollow_up:\n  after: 10d\n  expire_after: 5d\n';

describe.each(await followUpBackends())('follow-ups on $name', (backend: FollowUpBackend) => {
  describe.skipIf(!backend.answers)('when it answers', () => {
    let world: World;
    let tools: ReturnType<typeof followUpTools>;
    let stop: () => Promise<void>;
    beforeAll(async () => {
      const place = await backend.start();
      stop = place.stop;
      world = await startWorld(place.environment);
      tools = followUpTools(world);
      await world.setPolicy(policy);
    });
    afterAll(async () => {
      await world?.close();
      await stop?.();
    });

    /** A report whose reply, with questions, a maintainer approved. */
    async function asked(): Promise<number> {
      const number = await world.fileIssue(asks.title, asks.body);
      await world.decision(number);
      await tools.approved(number);
      return number;
    }

    async function ourComment(number: number, nth = 0): Promise<string> {
      const ours = (await world.commentsOf(number)).filter(({ user }) => user.login === 'dejabug[bot]');
      return ours[nth]?.body ?? '';
    }

    it('ticks what the author answers, in its own comment, and once only', async () => {
      const number = await asked();
      expect(await ourComment(number)).toMatch(/- \[ \] UEFI or legacy boot/);
      const id = await tools.say('reporter', number, 'It boots in legacy mode, BIOS A29.');
      await world.until('the tick', async () => /- \[x\] UEFI or legacy/.test(await ourComment(number)));
      expect(await ourComment(number)).toMatch(/- \[x\] Exact model and firmware/);
      expect(await ourComment(number)).toMatch(/- \[ \] The last lines/);

      await tools.editComment(
        'reporter',
        id,
        'It boots in legacy mode, BIOS A29.\n\n```\n[ 12.345678] reboot: Restarting system\n```',
      );
      await world.until('the second tick', async () =>
        /- \[x\] The last lines/.test(await ourComment(number)),
      );
      const comments = await world.commentsOf(number);
      expect(comments.filter(({ user }) => user.login === 'dejabug[bot]')).toHaveLength(1);

      await tools.passTime(number, 40 * day);
      expect((await world.draftsOf(number)).map(({ state }) => state)).toEqual(['posted']);
      expect(await tools.issue(number)).toMatchObject({ state: 'open' });
    });

    it('reminds, closes what waits on its author only, and opens it again when they answer', async () => {
      const number = await asked();
      await tools.passTime(number, 9 * day);
      expect(await tools.pending(number, 'reminder')).toBeUndefined();
      await tools.passTime(number, 11 * day);
      const reminder = await tools.pending(number, 'reminder');
      expect(reminder?.reply).toContain('- [ ] UEFI or legacy boot');
      await tools.approved(number, 'reminder');

      await tools.passTime(number, 12 * day);
      expect(await tools.pending(number, 'expiry')).toBeUndefined();
      await tools.passTime(number, 30 * day);
      const expiry = await tools.pending(number, 'expiry');
      if (expiry === undefined) throw new Error('no last words');
      expect(await tools.issue(number)).toMatchObject({ state: 'open' });
      await tools.postAt(expiry.id, 31 * day);
      expect(await tools.issue(number)).toMatchObject({ state: 'closed', state_reason: 'not_planned' });
      expect(await world.commentsOf(number)).toHaveLength(3);

      await tools.say('reporter', number, 'Sorry, I was away. It is UEFI.');
      await world.until('the reopening', async () => (await tools.issue(number)).state === 'open');
      await tools.quiet();
      await tools.passTime(number, 400 * day);
      expect(await tools.issue(number)).toMatchObject({ state: 'open' });
      expect(await world.commentsOf(number)).toHaveLength(4);
    });

    it('does not close what the author answered after the maintainer had approved closing', async () => {
      const number = await asked();
      await tools.passTime(number, 11 * day);
      await tools.approved(number, 'reminder');
      await tools.passTime(number, 30 * day);
      const expiry = await tools.pending(number, 'expiry');
      if (expiry === undefined) throw new Error('no last words');
      await tools.say('reporter', number, 'I will look this up.');
      await tools.quiet();
      await tools.postAt(expiry.id, 31 * day);
      expect(await tools.issue(number)).toMatchObject({ state: 'open' });
      expect(await world.dejabug.store.draft(expiry.id)).toMatchObject({ state: 'superseded' });
    });

    it('opens again what the author answers in the very moment of closing', async () => {
      const number = await asked();
      await tools.passTime(number, 11 * day);
      await tools.approved(number, 'reminder');
      await tools.passTime(number, 30 * day);
      const expiry = await tools.pending(number, 'expiry');
      if (expiry === undefined) throw new Error('no last words');
      const { deps } = world.dejabug;
      const at = Date.now() + 31 * day;
      await deps.store.moveDraft(expiry.id, 'pending', 'approved', { decidedBy: 'maintainer' }, at);
      await postDraft(expiry.id, {
        ...deps,
        clock: { now: () => at },
        github: {
          ...deps.github,
          async closeIssue(ref, as) {
            await tools.say('reporter', number, 'Here I am: UEFI.');
            await tools.quiet();
            await deps.github.closeIssue(ref, as);
          },
        },
      });
      await world.until('the reopening', async () => (await tools.issue(number)).state === 'open');
      await tools.quiet();
      expect(await tools.issue(number)).toMatchObject({ state: 'open' });
    });

    it('moves what is still to come when the policy changes', async () => {
      const number = await asked();
      async function dueIn(): Promise<number> {
        const scheduled = await world.dejabug.store.scheduledFollowUps(world.ref(number));
        const own = scheduled.find((one) => one.number === number);
        return Math.round(((own?.dueAt ?? 0) - (own?.since ?? 0)) / day);
      }
      expect(await dueIn()).toBe(10);
      await world.setPolicy(policy.replace('10d', '3d'));
      await world.until('the earlier time', async () => (await dueIn()) === 3);
      await world.setPolicy(policy.replace('10d', '30d'));
      await world.until('the later time', async () => (await dueIn()) === 30);
      await world.setPolicy(policy);
      await world.until('the old time', async () => (await dueIn()) === 10);
      await tools.quiet();
    });

    it('tells of a release once, by one approval, and takes the answers', async () => {
      const numbers: number[] = [];
      for (let count = 0; count < 3; count += 1) {
        const number = await world.fileIssue(fixable.title, fixable.body);
        await world.decision(number);
        await tools.approved(number);
        numbers.push(number);
      }
      const others = await asked();
      await tools.publish('RELEASE-4.11.0-rc1', true);
      await tools.publish('RELEASE-4.10.9');
      await tools.quiet();
      for (const number of numbers) expect(await tools.pending(number, 'release')).toBeUndefined();

      await tools.publish('RELEASE-4.11.0');
      await world.until('the drafts', async () => {
        const found = await Promise.all(numbers.map((number) => tools.pending(number, 'release')));
        return found.every((draft) => draft !== undefined);
      });
      await tools.quiet();
      expect(await tools.pending(others, 'release')).toBeUndefined();
      const repositories = [`${world.github.owner}/${world.github.repo}`];
      const [batch, ...more] = await world.dejabug.store.waitingBatches(repositories);
      expect(more).toEqual([]);
      expect(batch).toMatchObject({ component: 'xen', version: '4.11.0', pending: 3, isTest: false });

      expect(await world.approveBatch(batch?.id ?? '')).toMatchObject({ kind: 'approved', drafts: 3 });
      expect(await world.approveBatch(batch?.id ?? '')).toMatchObject({ kind: 'approved', drafts: 0 });
      await world.until('the comments', async () => {
        const bodies = await Promise.all(numbers.map((number) => ourComment(number, 1)));
        return bodies.every((body) => body.includes('**Xen 4.11.0** is out'));
      });
      await tools.publish('v4.11.1');
      await tools.quiet();
      for (const number of numbers) {
        expect(await world.commentsOf(number)).toHaveLength(2);
        expect(await tools.pending(number, 'release')).toBeUndefined();
      }

      const [works, broken, unclear] = numbers;
      await tools.say('reporter', works ?? 0, 'Installed 4.11 today, it works now. Thanks!');
      await tools.say('reporter', broken ?? 0, 'Still broken with 4.11.0.');
      await tools.say('reporter', unclear ?? 0, 'Where do I get it?');
      await world.until('the closing', async () => (await tools.issue(works ?? 0)).state === 'closed');
      expect(await tools.issue(works ?? 0)).toMatchObject({ state_reason: 'completed' });
      await world.until('the label', async () =>
        (await world.labelsOf(broken ?? 0)).includes('needs: human'),
      );
      await tools.quiet();
      expect(await tools.issue(broken ?? 0)).toMatchObject({ state: 'open' });
      expect(await tools.issue(unclear ?? 0)).toMatchObject({ state: 'open' });
      expect(await world.labelsOf(unclear ?? 0)).not.toContain('needs: human');

      await tools.say('reporter', works ?? 0, 'I was too fast: after a cold start it is still broken.');
      await world.until('the reopening', async () => (await tools.issue(works ?? 0)).state === 'open');
      await world.until('its label', async () => (await world.labelsOf(works ?? 0)).includes('needs: human'));
    });
  });
});
