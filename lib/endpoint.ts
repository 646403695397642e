import {
  type HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Construct } from 'constructs';
import { KiteFunction, type KiteFunctionProps } from './kite-function.ts';

export interface EndpointProps extends Omit<KiteFunctionProps, 'description'> {
  readonly api: HttpApi;
  /** `METHOD /path` or `$default`. */
  readonly route: string;
  /** @default - the gateway lets everyone through */
  readonly authorizer?: IHttpRouteAuthorizer | undefined;
}

/** A route and the function behind it. */
export class Endpoint extends KiteFunction {
  readonly route: HttpRoute;
  readonly #api: HttpApi;
  readonly #integration: HttpLambdaIntegration;

  constructor(scope: Construct, id: string, { api, route, authorizer, ...props }: EndpointProps) {
    super(scope, id, { ...props, description: route });
    const [method = '', path = ''] = route.split(' ');
    this.#api = api;
    this.#integration = new HttpLambdaIntegration('Integration', this.handler);
    this.route = new HttpRoute(this, 'Route', {
      httpApi: api,
      routeKey: path ? HttpRouteKey.with(path, toMethod(method)) : HttpRouteKey.DEFAULT,
      integration: this.#integration,
      authorizer: authorizer ?? new HttpNoneAuthorizer(),
    });
  }

  /**
   * Lets browsers' preflight requests through, which have no credential and `$default` would refuse. API Gateway
   * answers them itself (developer guide, http-api-cors), but only where a route lets them through.
   */
  takePreflights(): void {
    new HttpRoute(this, 'Preflight', {
      httpApi: this.#api,
      routeKey: HttpRouteKey.with('/{proxy+}', HttpMethod.OPTIONS),
      integration: this.#integration,
      authorizer: new HttpNoneAuthorizer(),
    });
  }
}

function toMethod(name: string): HttpMethod {
  const method = Object.values(HttpMethod).find((known) => known === name);
  if (method === undefined) throw new Error(`No such HTTP method: ${name}`);
  return method;
}
