import { html } from 'hono/html';
import type { Site } from '../context';
import { avatarUrl } from '../rest/bodies';
import type { Person } from '../seed/types';
import type { Markup } from './layout';

/** What to know about a person before signing in as them: picture, name, and what is special. */
export function renderPerson(person: Person, site: Site): Markup {
  // The path alone, so that the picture also shows where the page was reached by another name.
  const picture = new URL(avatarUrl(person, site)).pathname;
  return html`<img src="${picture}" alt="" width="40" height="40" />
    <span class="who"
      ><span class="name">${person.display_name}</span>
      <code class="quiet">${person.username}</code>
      <span class="note">${person.note ?? 'Nothing special'}</span></span
    >`;
}
