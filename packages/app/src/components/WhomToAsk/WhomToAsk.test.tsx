import { render, screen } from '@testing-library/react';
import { configApiRef } from '@backstage/core-plugin-api';
import { mockApis, TestApiProvider } from '@backstage/test-utils';
import { WhomToAsk } from './WhomToAsk';

function renderWithSupport(support: object | undefined) {
  const config = mockApis.config({ data: { app: { support } } });
  const { container } = render(
    <TestApiProvider apis={[[configApiRef, config]]}>
      <WhomToAsk />
    </TestApiProvider>,
  );
  return container;
}

describe('WhomToAsk', () => {
  it('names the first team of the support configuration and links to it', () => {
    const links = [
      { url: 'https://chat.example.com/help', title: '#help' },
      { url: 'mailto:help@example.com' },
    ];
    const container = renderWithSupport({
      url: 'https://ignored.example.com',
      items: [{ title: 'Platform team', links }],
    });

    expect(container).toHaveTextContent(
      'ask the Platform team: #help, help@example.com',
    );
    expect(screen.getByRole('link', { name: '#help' })).toHaveAttribute(
      'href',
      'https://chat.example.com/help',
    );
  });

  it('does not put an article before a channel', () => {
    const container = renderWithSupport({
      items: [{ title: '#portal', links: [] }],
    });

    expect(container).toHaveTextContent(/ask #portal\.$/);
  });

  it('shows the support address if no team is configured', () => {
    const container = renderWithSupport({ url: 'mailto:help@example.com' });

    expect(container).toHaveTextContent(
      'ask the people who look after this portal: help@example.com',
    );
  });

  it('shows a complete sentence if nothing is configured', () => {
    const container = renderWithSupport(undefined);

    expect(container).toHaveTextContent(
      'If this is not what you expected, ask the people who look after this portal.',
    );
  });
});
