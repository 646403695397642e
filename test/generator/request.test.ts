import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { checkRequest, filesOf } from '../../generator/request.ts';

const project = mkdtempSync(join(tmpdir(), 'kite-project-'));
afterAll(() => rmSync(project, { recursive: true }));

const draft = (changes: Record<string, unknown> = {}) => ({
  name: 'smoke-test',
  failure: { environment: 'string', failedStep: 'string', reportUrl: 'url?', retries: 'number, optional' },
  success: { environment: 'string' },
  resourceType: 'environment',
  resourceName: 'environment',
  issueType: 'test',
  severity: 'critical',
  title: 'Smoke test failed in {environment}',
  ...changes,
});

test('a request is read as it was written', () => {
  expect(checkRequest(draft(), project)).toMatchObject({
    failure: {
      environment: { kind: 'string', isOptional: false },
      reportUrl: { kind: 'url', isOptional: true },
      retries: { kind: 'number', isOptional: true },
    },
  });
});

test('the namespace, which every body has, may be named or not', () => {
  const named = draft({ failure: { environment: 'string', namespace: 'string' } });
  expect(Object.keys(checkRequest(named, project).failure)).toEqual(['environment']);
});

describe('a wrong request', () => {
  const field = (name: string, kind = 'string') => ({ failure: { environment: 'string', [name]: kind } });
  test.each([
    [{ name: 'Smoke' }, 'name must be lower-case words'],
    [{ name: 'smoke_test' }, 'name must be lower-case words'],
    [{ name: '../escape' }, 'name must be lower-case words'],
    [{ name: 'a'.repeat(41) }, 'name must be at most 40'],
    [{ name: 'smoke-failure' }, 'name must not end in -failure'],
    [{ name: undefined }, 'name is required'],
    [{ issueType: 'outage' }, 'issueType must be one of build, test, release, dependency, pipeline'],
    [{ severity: 'high' }, 'severity must be one of info, minor, major, critical'],
    [{ severity: undefined }, 'severity must be one of'],
    [{ title: '[Your title template]' }, 'title is not filled in'],
    [{ title: ' ' }, 'title is required'],
    [{ title: 'In {environmet}' }, 'title uses environmet, which is not a field of the failure'],
    [{ title: 'See <reportUrl>' }, 'title uses reportUrl, which is optional'],
    [{ resourceType: '[your-resource-type]' }, 'resourceType is not filled in'],
    [{ resourceName: 'cluster' }, 'failure must have the field cluster'],
    [{ success: {} }, 'success must have the field environment'],
    [{ success: { environment: 'url' } }, 'success must have environment as a required string'],
    [{ resourceName: 'reportUrl' }, 'failure must have reportUrl as a required string'],
    [field('class'), 'class cannot be used'],
    [field('toString'), 'toString cannot be used'],
    [field('undefined'), 'undefined cannot be used'],
    [field('a-b'), 'a-b must be a name like buildId'],
    [field('x', 'date'), 'failure.x must be one of string, url, number, string[]'],
    [field('x', ''), 'failure.x must be one of string, url, number, string[]'],
    [field('occurredAt'), 'occurredAt must be left out'],
    [field('attempt'), 'attempt must be left out'],
    [{ reason: 'reportUrl' }, 'reason must be a required field of the failure'],
    [{ reason: 'retries' }, 'reason must be a required field of the failure'],
    [{ reason: 'other' }, 'reason must be a required field of the failure'],
    [{ colour: 'red' }, 'colour is unknown'],
  ])('%j: %s', (changes, message) => {
    expect(() => checkRequest(draft(changes), project)).toThrow(message);
  });

  test('all problems are listed', () => {
    const bad = draft({ name: 'Smoke', severity: 'high', issueType: 'outage' });
    expect(() => checkRequest(bad, project)).toThrow(/name .*\n.*issueType .*\n.*severity /);
  });

  test('also those that only the parts together have, and of each field', () => {
    const bad = draft({
      failure: 'environment:url, step, step:number, when:date',
      severity: 'high',
      title: 'In {environmet}, {when}',
      reason: 'other',
    });
    for (const message of [
      'failure has the field step twice',
      'failure.when must be one of',
      'failure must have environment as a required string',
      'severity must be one of',
      'title uses environmet, which',
      'reason must be a required field',
    ]) {
      expect(() => checkRequest(bad, project)).toThrow(message);
    }
    expect(() => checkRequest(bad, project)).not.toThrow('title uses when');
  });

  test.each([...Object.values(filesOf('smoke-test')), 'functions/senders/smoke-test.ts'])(
    'a name that is taken: %s',
    (path) => {
      const file = join(project, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, '');
      try {
        expect(() => checkRequest(draft(), project)).toThrow('name smoke-test is taken');
      } finally {
        rmSync(file);
      }
    },
  );
});
