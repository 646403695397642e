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
  /** Each `METHOD /path` or `$default`; the first one names the function. */
  readonly routes: readonly string[];
  /** @default - the gateway lets everyone through */
  readonly authorizer?: IHttpRouteAuthorizer | undefined;
}

/** Routes and the function behind them. */
export class Endpoint extends KiteFunction {
  /** By route key. */
  readonly routes: ReadonlyMap<string, HttpRoute>;
  readonly #api: HttpApi;
  readonly #integration: HttpLambdaIntegration;

  constructor(scope: Construct, id: string, { api, routes, authorizer, ...props }: EndpointProps) {
    super(scope, id, { ...props, description: routes[0] ?? '' });
    this.#api = api;
    // One permission for all routes of the function: a stack has 500 resources at most.
    this.#integration = new HttpLambdaIntegration('Integration', this.handler, {
      scopePermissionToRoute: false,
    });
    const toRoute = (key: string, index: number) => {
      const [method = '', path] = key.split(' ');
      return new HttpRoute(this, index === 0 ? 'Route' : `Route${index + 1}`, {
        httpApi: api,
        routeKey: path ? HttpRouteKey.with(path, toMethod(method)) : HttpRouteKey.DEFAULT,
        integration: this.#integration,
        authorizer: authorizer ?? new HttpNoneAuthorizer(),
      });
    };
    this.routes = new Map(routes.map((key, index) => [key, toRoute(key, index)]));
  }

  /**
   * Lets browsers' preflight requests through, which have no credential and `$default` would refuse. API Gateway
   * answers them itself (developer guide, http-api-cors), but only where a route lets them through.
   */
  takePreflights(): void {
    new HttpRoute(this, 'Preflight', {
      httpApi: this.#api,
      routeKey: HttpRouteKey.with('/{path+}', HttpMethod.OPTIONS),
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
