/** The events in one hour of a simulated day. */
export interface Hour {
  /** Hour of the day, from 9. */
  hour: number;
  loads: number;
  failed: number;
  /** Requests to Bitbucket in this hour. */
  calls: number;
  /** Requests in the worst 60 minutes that ended in this hour. */
  mostCalls: number;
  /** Sessions that were checked. */
  checked: number;
  /** Page loads that did not wait for an overdue check. */
  grace: number;
  /** Sessions that ended. */
  ended: number;
}

/** Returns the table of a day. */
export function formatDay(title: string, hours: Hour[]): string {
  const sum = (key: keyof Hour) =>
    hours.reduce((total, each) => total + each[key], 0);
  const rows = [
    [
      'Hour',
      'Loads',
      'Failed',
      'Requests',
      'Worst 60 min',
      'Checked',
      'Grace',
      'Ended',
    ],
    ...hours.map(each => [
      `${each.hour}:00`,
      each.loads,
      each.failed,
      each.calls,
      each.mostCalls,
      each.checked,
      each.grace,
      each.ended,
    ]),
    [
      'Day',
      sum('loads'),
      sum('failed'),
      sum('calls'),
      Math.max(...hours.map(({ mostCalls }) => mostCalls)),
      sum('checked'),
      sum('grace'),
      sum('ended'),
    ],
  ];
  const lines = rows.map(row => `| ${row.join(' | ')} |`);
  lines.splice(1, 0, `|${' --- |'.repeat(rows[0].length)}`);
  return `${title}\n\n${lines.join('\n')}`;
}
