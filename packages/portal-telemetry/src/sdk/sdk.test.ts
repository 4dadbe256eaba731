import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createReaders } from './createReaders';
import { readTelemetrySettings } from './readTelemetrySettings';
import { reportOutages } from './reportProblem';

describe('readTelemetrySettings', () => {
  it.each([
    [{}],
    [{ OTEL_METRICS_EXPORTER: 'none', OTEL_TRACES_EXPORTER: 'none' }],
    [{ OTEL_METRICS_EXPORTER: 'prometheus', OTEL_SDK_DISABLED: 'true' }],
  ])('exports nothing with %j', environment => {
    expect(readTelemetrySettings(environment)).toBeUndefined();
  });

  it('listens on the loopback address by default', () => {
    expect(
      readTelemetrySettings({ OTEL_METRICS_EXPORTER: 'prometheus' }),
    ).toEqual({
      metrics: { prometheus: true, otlp: false },
      traces: false,
      listen: { host: '127.0.0.1', port: 9464 },
      traceRatio: 1,
    });
  });

  it('sends metrics and traces to a collector', () => {
    expect(
      readTelemetrySettings({
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
        OTEL_METRICS_EXPORTER: 'prometheus, otlp',
        OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
        OTEL_TRACES_SAMPLER_ARG: '0.1',
      }),
    ).toMatchObject({
      metrics: { prometheus: true, otlp: true },
      traces: true,
      traceRatio: 0.1,
    });
  });

  it.each([
    ['OTEL_METRICS_EXPORTER', 'zipkin', 'Use prometheus, otlp or none.'],
    ['OTEL_TRACES_EXPORTER', 'jaeger', 'Use otlp or none.'],
    ['OTEL_EXPORTER_PROMETHEUS_PORT', '70000', 'Set a port from 1 to 65535.'],
    ['OTEL_TRACES_SAMPLER', 'jaeger_remote', 'Use always_on, always_off'],
  ])('rejects %s=%s', (name, value, remedy) => {
    expect(() => readTelemetrySettings({ [name]: value })).toThrow(remedy);
  });
});

it('reports a port that is taken, and continues without the endpoint', async () => {
  const other = createServer();
  await once(other.listen(0, '127.0.0.1'), 'listening');
  const { port } = other.address() as AddressInfo;
  const report = jest.fn();
  const readers = await createReaders(
    {
      metrics: { prometheus: true, otlp: false },
      listen: { host: '127.0.0.1', port },
    },
    report,
  );
  other.close();
  expect(readers).toEqual([]);
  expect(report.mock.calls).toEqual([
    [
      expect.stringMatching(
        /^The endpoint for Prometheus cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE.*Set OTEL_EXPORTER_PROMETHEUS_PORT to a free port\.$/,
      ),
    ],
  ]);
});

it('reports once that a collector does not respond, and once that it does again', () => {
  const outcomes = [1, 1, 1, 0, 0];
  const report = jest.fn();
  const exporter = reportOutages(
    {
      export: (_: object, done: (result: { code: number }) => void) =>
        done({ code: outcomes.shift()! }),
    },
    'traces',
    report,
  );
  const done = jest.fn();
  outcomes.slice().forEach(() => exporter.export({}, done));
  expect(done).toHaveBeenCalledTimes(5);
  expect(report.mock.calls.flat()).toEqual([
    expect.stringContaining('could not be sent to the OTLP collector'),
    'The traces are sent to the OTLP collector again.',
  ]);
});
