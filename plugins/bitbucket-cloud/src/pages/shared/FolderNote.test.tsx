import { render } from '@testing-library/react';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { FolderNote } from './FolderNote';

function show(location?: string) {
  const { container } = render(
    <EntityProvider
      entity={{
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: {
          name: 'booking',
          annotations: location
            ? { 'backstage.io/source-location': `url:${location}` }
            : undefined,
        },
      }}
    >
      <FolderNote />
    </EntityProvider>,
  );
  return container.textContent;
}

describe('FolderNote', () => {
  it.each([
    ['https://bitbucket.org/acme/shop/src/main/services/api/', 'services/api'],
    ['https://bitbucket.org/acme/shop/src/abc123/a%20b/', 'a b'],
    ['https://bitbucket.org/acme/shop/src/main/%E0%A4%A', '%E0%A4%A'],
    ['https://bitbucket.org/acme/shop/src/main/%E2%80%AEx', '\\u202Ex'],
  ])('names the folder of %s', (location, folder) => {
    expect(show(location)).toContain(`This entity is the folder ${folder} of`);
  });

  it.each([
    undefined,
    'https://bitbucket.org/acme/shop',
    'https://bitbucket.org/acme/shop/src/main/',
    'https://github.com/acme/shop/src/main/services',
    'not a url',
  ])('is empty with %s', location => {
    expect(show(location)).toBe('');
  });
});
