import type { JournalEntry } from './JournalEntry';

/**
 * Formats entries of the journal as text, one per line, with the bodies below if the response is an
 * error.
 */
export function formatEntries(entries: JournalEntry[]): string {
  return entries.map(format).join('');
}

function format(entry: JournalEntry): string {
  const query = Object.entries(entry.query)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const line = [
    `#${entry.id}`,
    new Date(entry.at).toISOString(),
    entry.method,
    query ? `${entry.path}?${query}` : entry.path,
    entry.status === 0 ? 'no answer' : entry.status,
    `${entry.duration} ms`,
    entry.client && `client=${entry.client}`,
    entry.person && `person=${entry.person}`,
    entry.faults && `faults=${entry.faults.join(',')}`,
  ];
  const isError = entry.status === 0 || entry.status >= 400;
  const bodies = isError
    ? [
        entry.request.body && `    > ${entry.request.body}`,
        entry.response.body && `    < ${entry.response.body}`,
      ]
    : [];
  return [line.filter(Boolean).join(' '), ...bodies.filter(Boolean), ''].join(
    '\n',
  );
}
