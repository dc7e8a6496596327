/** A page that says one thing: an error, an empty state, a farewell. What happened, and what to do next. */

import type { Child } from 'hono/jsx';
import type { Desk } from '../desk-context.js';
import type { Session } from '../session-content.js';
import { Icon, type IconName } from './icons.js';
import { Layout } from './layout.js';

interface MessageProps {
  readonly icon: IconName;
  readonly title: string;
  readonly advice: string;
  readonly action?: { readonly href: string; readonly words: string } | undefined;
  readonly children?: Child;
}

/** Primer's blank slate. */
export function Blankslate({
  icon,
  title,
  advice,
  action,
  level = 2,
  children,
}: MessageProps & { level?: 1 | 2 }) {
  return (
    <div class="blankslate">
      <Icon name={icon} size={32} />
      {level === 1 ? <h1>{title}</h1> : <h2>{title}</h2>}
      <p>{advice}</p>
      {children}
      {action && (
        <a class="button button-primary" href={action.href}>
          {action.words}
        </a>
      )}
    </div>
  );
}

export function MessagePage({
  desk,
  session,
  ...message
}: MessageProps & { desk: Desk; session: Session | null }) {
  return (
    <Layout desk={desk} session={session} title={message.title}>
      <div class="narrow">
        <div class="box">
          <Blankslate {...message} level={1} />
        </div>
      </div>
    </Layout>
  );
}

/** Text that was sent but could not be used, so that it can be copied: an expired session must not cost an edit. */
export function KeptText({ text, label = 'Your reply, not saved' }: { text: string; label?: string }) {
  return (
    <div class="kept-text">
      <label for="kept-text">{label}</label>
      <textarea id="kept-text" class="control" rows={10} readonly>
        {`\n${text}`}
      </textarea>
    </div>
  );
}
