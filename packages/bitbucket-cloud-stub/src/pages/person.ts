import { html } from 'hono/html';
import type { Site } from '../http/Site';
import { avatarUrl } from '../http/avatarUrls';
import type { Person } from '../model/types';
import type { Markup } from './layout';

/** How many people a page shows at most. */
export const MOST_SHOWN = 50;

/** What to know about a person before signing in as them: picture, name, and what is special. */
export function renderPerson(person: Person, site: Site): Markup {
  // The path alone, so that the picture also shows where the page was reached by another name.
  const picture = new URL(avatarUrl(person, site)).pathname;
  return html`<img src="${picture}" alt="" width="40" height="40" />
    <span class="who"
      ><span class="name">${person.display_name}</span>
      <code class="quiet">${person.username}</code>
      <span class="note">${noteOf(person)}</span></span
    >`;
}

/** One line that says what is special about a person: that of the seed, or what their account tells. */
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
      ? 'Two-step verification not told'
      : undefined,
  ];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The people who match what was typed, those whose name begins with it first. */
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

// Without accents and capitals, so that a person types what is on their keyboard.
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}

/** Says how many people are shown of how many there are, where that is not all. */
export function renderCount(shown: number, found: number, typed: string) {
  if (found === 0 && typed) {
    return html`<p class="quiet" role="status">
      Nobody matches “${typed}”. Try a part of a name, an address, or clear the
      field.
    </p>`;
  }
  return shown < found
    ? html`<p class="quiet" role="status">
        The first ${shown} of ${found.toLocaleString('en')} people. Type a part
        of a name to find the others.
      </p>`
    : '';
}
