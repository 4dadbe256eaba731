import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './repository';

const folder = join(repository, 'deploy/observability');

/** Words of PromQL that are not followed by a parenthesis. */
const KEYWORDS = new Set(['and', 'or', 'unless', 'bool', 'sum', 'max', 'time']);

/** A metric in an expression of a rule or a panel, with the names of the labels in its selector. */
export interface Selected {
  metric: RegExp;
  labels: string[];
  /** For the message of a test. */
  place: string;
}

/** Returns what the rules and the dashboards of deploy/observability read from the portal. */
export function findSelected(): Selected[] {
  const rules = readFileSync(join(folder, 'rules.yaml'), 'utf8');
  const recorded = [...rules.matchAll(/- record: (\S+)/g)].map(
    ([, name]) => name,
  );
  const dashboards = readdirSync(join(folder, 'dashboards')).map(name =>
    readFileSync(join(folder, 'dashboards', name), 'utf8'),
  );
  const expressions = [
    ...[...rules.matchAll(/expr: (>-\n(?:\s{10,}.*\n)+|.*)/g)].map(
      ([, expression]) => expression.replace(/^>-/, ''),
    ),
    ...dashboards.flatMap(text =>
      [...text.matchAll(/"expr": (".*"),?$/gm)].map(([, json]): string =>
        JSON.parse(json),
      ),
    ),
  ];
  return expressions
    .flatMap(parseExpression)
    .filter(({ place }) => !recorded.includes(place) && place !== 'up');
}

function parseExpression(expression: string): Selected[] {
  const selected: Selected[] = [];
  const rest = expression
    .replace(/\b(?:by|without)\s*\([^)]*\)/g, '')
    // A selector of several metrics.
    .replace(/\{__name__=~"([^"]*)"\}/g, (_, names: string) => {
      selected.push({
        metric: new RegExp(`^${names}$`),
        labels: [],
        place: names,
      });
      return '';
    })
    .replace(/([a-zA-Z_:][\w:]*)\{([^}]*)\}/g, (_, name: string, labels) => {
      const names = [...labels.matchAll(/(\w+)\s*(?:=|!)/g)].map(
        ([, label]) => label,
      );
      selected.push(toSelected(name, names));
      return '';
    })
    .replace(/"[^"]*"|\[[^\]]*\]/g, '');
  for (const [, name] of rest.matchAll(
    /(?<![\w:.])([a-zA-Z_:][\w:]*)(?![\w:]*\s*\()/g,
  )) {
    if (!KEYWORDS.has(name)) {
      selected.push(toSelected(name, []));
    }
  }
  return selected;
}

function toSelected(name: string, labels: string[]): Selected {
  return { metric: new RegExp(`^${name}$`), labels, place: name };
}

/** A line of the format of Prometheus. */
export interface Series {
  name: string;
  labels: Record<string, string>;
}

/** Parses metrics in the format of Prometheus. */
export function parseMetrics(text: string): Series[] {
  return text
    .split('\n')
    .filter(line => line && !line.startsWith('#'))
    .map(line => {
      const [, name = '', labels = ''] =
        /^([\w:]+)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
      return {
        name,
        labels: Object.fromEntries(
          [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(
            ([, label, value]) => [label, value],
          ),
        ),
      };
    });
}
