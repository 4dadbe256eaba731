import { parseAllDocuments } from 'yaml';
import type { Repository } from '../model/types';
import { defaultSeedPath, readSeedFile } from './readSeed';

const FILE = 'catalog-info.yaml';
const { projects = [], repositories = [] } = readSeedFile(defaultSeedPath());

const fileOf = ({ files }: Repository) => files?.[FILE];
const isValid = (text: string) =>
  parseAllDocuments(text).every(({ errors }) => errors.length === 0);
const slugsOf = (found: Repository[]) => found.map(({ slug }) => slug);

describe('the seed of Harbour Bikes', () => {
  it('has about 40 repositories in 6 projects', () => {
    expect(projects).toHaveLength(6);
    expect(repositories).toHaveLength(43);
    expect(new Set(repositories.map(({ project }) => project)).size).toBe(6);
  });

  it('has repositories without a file, and one with an invalid file', () => {
    const without = repositories.filter(each => !fileOf(each));
    const invalid = repositories.filter(each => !isValid(fileOf(each) ?? ''));

    expect(without).toHaveLength(10);
    expect(slugsOf(invalid)).toEqual(['single-sign-on']);
  });

  it('has an empty repository, a fork and a public one', () => {
    const isEmpty = ({ files, parent }: Repository) => !files && !parent;

    expect(slugsOf(repositories.filter(isEmpty))).toEqual([
      'next-generation-locks',
    ]);
    expect(slugsOf(repositories.filter(({ parent }) => parent))).toEqual([
      'fleet-tracker-rust',
    ]);
    expect(
      slugsOf(repositories.filter(each => each.is_private === false)),
    ).toEqual(['station-open-data']);
  });

  it('has three components in one repository', () => {
    const { files = {} } = repositories.find(
      ({ slug }) => slug === 'platform-services',
    )!;
    const found = Object.keys(files).filter(path => path.endsWith(`/${FILE}`));

    expect(found).toHaveLength(3);
    expect(files[FILE]).toContain('kind: Location');
    for (const path of found) {
      expect(files[FILE]).toContain(`./${path}`);
    }
  });

  it('names each component once', () => {
    const names = repositories.flatMap(({ slug, files = {} }) =>
      slug === 'single-sign-on'
        ? []
        : Object.entries(files)
            .filter(([path]) => path.endsWith(FILE))
            .flatMap(([, text]) => parseAllDocuments(text))
            .map(document => document.toJS())
            .map(({ kind, metadata }) => `${kind}:${metadata.name}`),
    );

    expect(new Set(names).size).toBe(names.length);
  });
});
