import { isLinearPattern } from './isLinearPattern';

describe('isLinearPattern', () => {
  it.each([
    'catalog-info.yaml',
    'main/{a}/[b](c)/!d.yaml',
    '*.yaml',
    'main/*/catalog-info.yaml',
    'main/team-*/*/*/catalog-*.yaml',
    'main/**/catalog-info.yaml',
    'main/**/*/*.yaml',
    'main/services/catalog-?.yaml',
  ])('accepts %s', pattern => {
    expect(isLinearPattern(pattern)).toBe(true);
  });

  it.each([
    'main/*a*a*a*b.yaml',
    'main/*a*.yaml',
    'main/**.yaml',
    'main/***/a.yaml',
    'main/*?.yaml',
    'main/%2a*.yaml',
    'main/%3F*.yaml',
    'main/**/a/**/b.yaml',
    'main/*/*/*/*/*.yaml',
    'main/{a,b}*.yaml',
    'main/[ab]*.yaml',
    'main/+(a)*.yaml',
    'main/%7Ba,b%7d*.yaml',
    'main/!a*.yaml',
    'main/*/%21a.yaml',
    'main/#*.yaml',
  ])('refuses %s', pattern => {
    expect(isLinearPattern(pattern)).toBe(false);
  });
});
