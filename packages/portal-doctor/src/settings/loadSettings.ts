import { ConfigReader } from '@backstage/config';
import {
  ConfigSources,
  EnvConfigSource,
  FileConfigSource,
} from '@backstage/config-loader';
import { type JsonObject, type JsonValue } from '@backstage/types';
import { accessSync, constants } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { type Finding, problem } from '../findings/Finding';
import { isObject, Settings } from './Settings';

export interface LoadedSettings {
  settings: Settings;
  /** Problems while reading. Their keys are missing from the settings. */
  findings: Finding[];
}

/**
 * Reads the configuration like the backend, from the files after `--config` and from the environment. If
 * a file cannot be read, the doctor still reports the problems of the other files.
 *
 * @param argv - arguments of the command; without `--config`, Backstage's default files
 */
export async function loadSettings(
  argv: string[],
  environment: Record<string, string | undefined>,
): Promise<LoadedSettings> {
  const targets = ConfigSources.parseArgs(argv);
  const findings: Finding[] = [];
  if (targets.length === 0) {
    try {
      const source = ConfigSources.default({ argv, watch: false });
      const config = await ConfigSources.toConfig(source);
      config.close();
      return { settings: new Settings(config, environment), findings };
    } catch (error) {
      const config = new ConfigReader({});
      findings.push(
        problem('app-config.yaml', 'cannot be read', `${firstLine(error)}.`),
      );
      return { settings: new Settings(config, environment), findings };
    }
  }
  const sources = [
    ...targets.map(({ target }) =>
      FileConfigSource.create({
        path: resolve(target),
        watch: false,
        parser: async ({ contents }) => ({
          result: withoutUnreadableFiles(
            parse(contents) as JsonObject | undefined,
            { target, environment, findings },
          ),
        }),
      }),
    ),
    EnvConfigSource.create({ env: environment }),
  ];
  const configs = [];
  for (const [index, source] of sources.entries()) {
    try {
      for await (const data of source.readConfigData()) {
        configs.push(...data.configs);
      }
    } catch (error) {
      const where = targets[index]?.target ?? 'APP_CONFIG_*';
      findings.push(problem(where, 'cannot be read', `${firstLine(error)}.`));
    }
  }
  const config = ConfigReader.fromConfigs(configs);
  return { settings: new Settings(config, environment), findings };
}

interface Reading {
  target: string;
  environment: Record<string, string | undefined>;
  findings: Finding[];
}

function withoutUnreadableFiles(
  data: JsonObject | undefined,
  reading: Reading,
): JsonObject | undefined {
  return data && (withoutUnreadable(data, '', reading) as JsonObject);
}

function withoutUnreadable(
  value: JsonValue,
  key: string,
  reading: Reading,
): JsonValue | undefined {
  if (Array.isArray(value)) {
    return value.map(
      (item, index) =>
        withoutUnreadable(item, `${key}[${index}]`, reading) ?? null,
    );
  }
  if (!isObject(value)) {
    return value;
  }
  if (typeof value.$file === 'string') {
    const file = substitute(value.$file, reading.environment);
    try {
      accessSync(resolve(dirname(reading.target), file), constants.R_OK);
      return value;
    } catch (error) {
      reading.findings.push(
        problem(
          key,
          `comes from the file ${file}, which cannot be read (${
            (error as NodeJS.ErrnoException).code
          })`,
          `Mount it, or change ${reading.target}.`,
        ),
      );
      return undefined;
    }
  }
  const entries = Object.entries(value)
    .map(([name, item]) => [
      name,
      item === undefined
        ? item
        : withoutUnreadable(item, key ? `${key}.${name}` : name, reading),
    ])
    .filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries);
}

function substitute(
  text: string,
  environment: Record<string, string | undefined>,
): string {
  return text.replace(
    /\$\{\s*(\w+)\s*(?::-([^}]*))?\}/g,
    (_, name, fallback) => environment[name] || fallback?.trim() || '',
  );
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0].replace(/\.$/, '');
}
