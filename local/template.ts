import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';

const resourcesSchema = z.record(z.string(), z.looseObject({ Type: z.string() }));
/** By logical id. */
export type Resources = z.output<typeof resourcesSchema>;
const templateSchema = z.object({ Resources: resourcesSchema });

const nestedStackSchema = z.object({
  Properties: z.object({ Parameters: z.record(z.string(), z.unknown()).default({}) }),
  Metadata: z.object({ 'aws:asset:path': z.string() }),
});

/**
 * Reads a synthesized template's resources, and in place of each nested stack the resources of its template: their
 * logical ids begin with the nested stack's, and its parameters are replaced by what they are given.
 */
export function readResources(file: string): Resources {
  const { Resources } = templateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const all = Object.entries(Resources).map(([id, resource]): Resources => {
    if (resource.Type !== 'AWS::CloudFormation::Stack') return { [id]: resource };
    const { Properties, Metadata } = nestedStackSchema.parse(resource);
    return lift(readResources(join(dirname(file), Metadata['aws:asset:path'])), id, Properties.Parameters);
  });
  return Object.assign({}, ...all);
}

/** The resources of a nested stack as the stack around it would have them, but for the order of their creation. */
function lift(nested: Resources, prefix: string, parameters: Readonly<Record<string, unknown>>): Resources {
  const idOf = (id: string) => (id in nested ? prefix + id : id);
  const moved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(moved);
    const reference = refSchema.safeParse(value).data;
    if (reference) return parameters[reference.Ref] ?? { Ref: idOf(reference.Ref) };
    const attribute = getAttSchema.safeParse(value).data?.['Fn::GetAtt'];
    if (attribute) return { 'Fn::GetAtt': [idOf(attribute[0]), attribute[1]] };
    const object = objectSchema.safeParse(value).data;
    return object ? Object.fromEntries(Object.entries(object).map(([key, one]) => [key, moved(one)])) : value;
  };
  return resourcesSchema.parse(
    Object.fromEntries(
      Object.entries(nested).map(([id, { DependsOn: _, ...resource }]) => [idOf(id), moved(resource)]),
    ),
  );
}

const refSchema = z.strictObject({ Ref: z.string() });
const getAttSchema = z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });
const objectSchema = z.record(z.string(), z.unknown());
