import { html } from 'hono/html';
import type { Site } from '../http/Site';
import { avatarUrl } from '../http/avatarUrls';
import type { Person } from '../model/types';
import type { Markup } from './layout';

/** The maximum number of people on a page. */
export const MOST_SHOWN = 50;

/** Renders a person with picture, name and note. */
export function renderPerson(person: Person, site: Site): Markup {
  // Only the path, so that the picture also loads if the page was opened with another host name.
  const picture = new URL(avatarUrl(person, site)).pathname;
  return html`<img src="${picture}" alt="" width="40" height="40" />
    <span class="who"
      ><span class="name">${person.display_name}</span>
      <code class="quiet">${person.username}</code>
      <span class="note">${noteOf(person)}</span></span
    >`;
}

/** Returns one line about a person: the note of the seed, or a description of the account. */
export function noteOf(person: Person): string {
  const traits = [
    person.removed ? 'Account removed' : undefined,
    person.note,
    ...(person.note === undefined ? traitsOf(person) : []),
  ];
  const [first, ...others] = traits.filter(
    (trait): trait is string => trait !== undefined,
  );
  return first === undefined
    ? 'Nothing special'
    : [first, ...others.map(lowerFirst)].join(', ');
}

function traitsOf(person: Person): (string | undefined)[] {
  const primary = person.emails.find(each => each.is_primary);
  return [
    person.emails.length === 0 ? 'No email address' : undefined,
    primary && !primary.is_confirmed ? 'Email not confirmed' : undefined,
    person.emails.length > 0 && !primary ? 'No primary email' : undefined,
    Object.keys(person.workspaces).length === 0
      ? 'Not in any workspace'
      : undefined,
    person.has_2fa_enabled === false ? 'No two-step verification' : undefined,
    person.has_2fa_enabled === null
      ? 'Two-step verification not reported'
      : undefined,
  ];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Returns the people who match the entered text, first those whose name begins with it. */
export function findPeople(people: Person[], typed: string): Person[] {
  const wanted = fold(typed).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) {
    return people;
  }
  const matching = people.filter(person => {
    const text = fold(
      [
        person.display_name,
        person.username,
        person.nickname,
        person.uuid,
        person.account_id,
        ...person.emails.map(each => each.email),
        noteOf(person),
      ].join(' '),
    );
    return wanted.every(word => text.includes(word));
  });
  const beginsSo = (person: Person) =>
    fold(person.display_name).startsWith(wanted[0]);
  return [
    ...matching.filter(beginsSo),
    ...matching.filter(person => !beginsSo(person)),
  ];
}

// Removes accents and capitals, so that users can type what is on their keyboard.
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}

/** Renders how many of all people are shown, unless all are shown. */
export function renderCount(shown: number, found: number, typed: string) {
  if (found === 0 && typed) {
    return html`<p class="quiet" role="status">
      No account matches “${typed}”. Try a part of a name, an address, or clear
      the field.
    </p>`;
  }
  return shown < found
    ? html`<p class="quiet" role="status">
        The first ${shown} of ${found.toLocaleString('en')} people. Type a part
        of a name to find the others.
      </p>`
    : '';
}
