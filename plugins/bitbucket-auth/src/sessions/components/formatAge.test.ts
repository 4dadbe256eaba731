import { formatAge } from './formatAge';

const now = Date.parse('2026-11-29T12:00:00Z');

describe('formatAge', () => {
  it.each([
    ['2026-11-29T12:00:00Z', 'less than a minute ago'],
    ['2026-11-29T11:59:00Z', '1 minute ago'],
    ['2026-11-29T11:00:01Z', '59 minutes ago'],
    ['2026-11-29T11:00:00Z', '1 hour ago'],
    ['2026-11-28T12:00:01Z', '23 hours ago'],
    ['2026-11-28T12:00:00Z', '1 day ago'],
    ['2026-09-01T12:00:00Z', '89 days ago'],
    ['2026-11-29T12:01:00Z', 'less than a minute ago'],
    ['yesterday', undefined],
    ['', undefined],
  ])('formats %j as %j', (time, expected) => {
    expect(formatAge(time, { now })).toBe(expected);
  });

  it('is never more precise than the time', () => {
    const options = { now, precisionMinutes: 15 };

    expect(formatAge('2026-11-29T11:45:01Z', options)).toBe(
      'less than 15 minutes ago',
    );
    expect(formatAge('2026-11-29T11:45:00Z', options)).toBe('15 minutes ago');
  });
});
