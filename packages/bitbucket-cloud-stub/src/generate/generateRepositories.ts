import type { Project, Repository } from '../model/types';
import { uuid } from './random';

const PER_PROJECT = 50;
const SUBJECTS = [
  'booking',
  'billing',
  'catalog',
  'checkout',
  'fleet',
  'identity',
  'invoice',
  'ledger',
  'loyalty',
  'mailing',
  'maps',
  'orders',
  'payments',
  'pricing',
  'rentals',
  'reports',
  'search',
  'shipping',
  'stock',
  'weather',
];
const KINDS = ['api', 'app', 'docs', 'library', 'service', 'worker'];

/** Generates projects of 50 repositories each, with a README and a catalog file in each repository. */
export function generateRepositories(
  workspace: string,
  count: number,
  random: () => number,
): { projects: Project[]; repositories: Repository[] } {
  const projects = Array.from(
    { length: Math.ceil(count / PER_PROJECT) },
    (_, index) => ({
      workspace,
      key: `PRJ${index + 1}`,
      uuid: uuid(random),
      name: `Project ${index + 1}`,
    }),
  );
  const repositories = Array.from({ length: count }, (_, index) => {
    const subject = SUBJECTS[Math.floor(random() * SUBJECTS.length)];
    const kind = KINDS[Math.floor(random() * KINDS.length)];
    const slug = `${subject}-${kind}-${index + 1}`;
    return {
      workspace,
      slug,
      uuid: uuid(random),
      project: `PRJ${Math.floor(index / PER_PROJECT) + 1}`,
      files: {
        'README.md': `# ${slug}\n`,
        'catalog-info.yaml': catalogFile(slug),
      },
    };
  });
  return { projects, repositories };
}

function catalogFile(name: string): string {
  return `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${name}
spec:
  type: service
  lifecycle: production
  owner: guests
`;
}
