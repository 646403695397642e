import { type HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Construct } from 'constructs';
import { KiteFunction, type KiteFunctionProps } from './kite-function.ts';

export interface EndpointProps extends Omit<KiteFunctionProps, 'description'> {
  readonly api: HttpApi;
  /** `METHOD /path` or `$default`. */
  readonly route: string;
}

/** A route and the function behind it. */
export class Endpoint extends KiteFunction {
  constructor(scope: Construct, id: string, { api, route, ...props }: EndpointProps) {
    super(scope, id, { ...props, description: route });
    const [method = '', path = ''] = route.split(' ');
    new HttpRoute(this, 'Route', {
      httpApi: api,
      routeKey: path ? HttpRouteKey.with(path, toMethod(method)) : HttpRouteKey.DEFAULT,
      integration: new HttpLambdaIntegration('Integration', this.handler),
    });
  }
}

function toMethod(name: string): HttpMethod {
  const method = Object.values(HttpMethod).find((known) => known === name);
  if (method === undefined) throw new Error(`No such HTTP method: ${name}`);
  return method;
}
