/** A deployment, and the secret that it shares with a sender. */
interface Place {
  /** Of the API: `https://…/api/v1`. */
  readonly api: string;
  readonly secret: string;
}

/** How a CI system is pointed at a deployment: docs/senders/ says the same, with the reasons. */
export interface SenderSettings {
  /** As in `GET /senders` and in the route; none for what sends plain webhooks. */
  readonly sender?: string;
  readonly name: string;
  readonly page: string;
  /** Where the settings go. */
  readonly where: string;
  /** The fields of a form there, by their labels. */
  readonly fields?: (place: Place) => readonly (readonly [label: string, value: string])[];
  /** A text to paste there. */
  readonly text?: (place: Place) => string;
  /** How to have it send an event. */
  readonly test: string;
}

const withPassword = ({ api, secret }: Place) => api.replace('://', `://kite:${secret}@`);

export const SENDER_SETTINGS: readonly SenderSettings[] = [
  {
    sender: 'github',
    name: 'GitHub',
    page: 'docs/senders/github.md',
    where: 'In the repository or the organization: Settings → Webhooks → Add webhook',
    fields: ({ api, secret }) => [
      ['Payload URL', `${api}/webhooks/github`],
      ['Content type', 'application/json'],
      ['Secret', secret],
      ['SSL verification', 'Enable'],
      ['Which events', 'Let me select individual events: Workflow runs'],
    ],
    test: 'GitHub sends a ping when you add the webhook, which makes no issue: Redeliver, in Recent Deliveries, repeats it. Then have a workflow fail.',
  },
  {
    sender: 'gitlab',
    name: 'GitLab',
    page: 'docs/senders/gitlab.md',
    where: 'In the project or the group: Settings → Webhooks → Add new webhook',
    fields: ({ api, secret }) => [
      ['URL', `${api}/webhooks/gitlab`],
      ['Secret token', secret],
      ['Trigger', 'Pipeline events'],
      ['SSL verification', 'Enable'],
    ],
    test: 'The webhook’s Test button sends the project’s last pipeline.',
  },
  {
    sender: 'tekton',
    name: 'Tekton',
    page: 'docs/senders/tekton.md',
    where: 'In the cluster: kubectl apply -f',
    text: (place) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: config-events
  namespace: tekton-pipelines
data:
  formats: tektonv1
  sink: ${withPassword(place)}/webhooks/tekton`,
    test: 'Start any run.',
  },
  {
    sender: 'argo-cd',
    name: 'Argo CD',
    page: 'docs/senders/argo-cd.md',
    where: 'In the cluster: kubectl apply -n argocd -f. If the two exist already, add the keys to them',
    text: ({ api, secret }) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-notifications-cm
data:
  service.webhook.kite: |
    url: ${api}/webhooks/argo-cd
    headers:
      - name: Authorization
        value: Bearer $kite-secret
      - name: Content-Type
        value: application/json
  template.kite: |
    webhook:
      kite:
        method: POST
        body: |
          {{ dict
            "application" .app.metadata.name
            "applicationNamespace" .app.metadata.namespace
            "cluster" (dig "spec" "destination" "name" "" .app | default (dig "spec" "destination" "server" "" .app))
            "namespace" (dig "spec" "destination" "namespace" "" .app | default .app.metadata.namespace)
            "phase" (dig "status" "operationState" "phase" "" .app)
            "finishedAt" (dig "status" "operationState" "finishedAt" "" .app)
            "message" (dig "status" "operationState" "message" "" .app)
            "revision" (dig "status" "operationState" "syncResult" "revision" "" .app)
            "health" (dig "status" "health" "status" "" .app)
            "healthSince" (dig "status" "health" "lastTransitionTime" "" .app)
            "sync" (dig "status" "sync" "status" "" .app)
            "conditions" (dig "status" "conditions" list .app)
            "reconciledAt" (dig "status" "reconciledAt" "" .app)
            "deletedAt" (dig "metadata" "deletionTimestamp" "" .app)
            "url" (printf "%s/applications/%s/%s" .context.argocdUrl .app.metadata.namespace .app.metadata.name)
            | toJson }}
  trigger.kite: |
    - when: app.status.operationState != nil and app.status.operationState.phase in ['Error', 'Failed']
      send: [kite]
    - when: app.status.health.status == 'Degraded'
      send: [kite]
    - when: app.status.sync.status == 'Unknown'
      send: [kite]
    - when: app.status.operationState != nil and app.status.operationState.phase == 'Succeeded' and app.status.health.status == 'Healthy' and app.status.sync.status != 'Unknown'
      send: [kite]
    - when: app.metadata.deletionTimestamp != nil
      send: [kite]
  subscriptions: |
    - recipients: [kite]
      triggers: [kite]
---
apiVersion: v1
kind: Secret
metadata:
  name: argocd-notifications-secret
stringData:
  kite-secret: ${secret}`,
    test: 'argocd admin notifications template notify kite <application> --recipient kite sends an application’s current state.',
  },
  {
    sender: 'jenkins',
    name: 'Jenkins',
    page: 'docs/senders/jenkins.md',
    where:
      'With the Notification plugin, in the job or its folder’s template: Configure → Job Notifications → Add Endpoint',
    fields: (place) => [
      ['Format · Protocol', 'JSON · HTTP'],
      ['Event', 'Job Finalized'],
      ['URL source', 'Secret: a credential of the kind Secret text that holds the URL below'],
      ['Retries', '3'],
      ['URL', `${withPassword(place)}/webhooks/jenkins`],
    ],
    test: 'Build any job that has the endpoint.',
  },
  {
    sender: 'alertmanager',
    name: 'Prometheus Alertmanager',
    page: 'docs/senders/alertmanager.md',
    where: 'In alertmanager.yml; /etc/alertmanager/kite-secret holds the secret',
    text: ({ api }) => `receivers:
  - name: kite
    webhook_configs:
      - url: ${api}/webhooks/alertmanager
        send_resolved: true
        max_alerts: 0
        http_config:
          authorization:
            credentials_file: /etc/alertmanager/kite-secret
route:
  receiver: kite
  group_wait: 10s
  group_interval: 1m`,
    test: "amtool alert add KiteTest --end=$(date -u -d '+2 minutes' +%FT%TZ) makes an alert that ends by itself.",
  },
  {
    sender: 'aws',
    name: 'CodePipeline, CodeBuild, CloudWatch alarms',
    page: 'docs/senders/aws.md',
    where: 'In stages/<stage>.json; then npm run deploy -- <stage>. Their events come over EventBridge',
    text: () => '{ "kite:awsEvents": true }',
    test: 'aws cloudwatch set-alarm-state --alarm-name <an alarm> --state-value ALARM --state-reason test sets off an alarm until its next evaluation.',
  },
  {
    name: 'Anything that sends JSON',
    page: 'docs/webhooks.md',
    where: 'In any script, with a token of the role publisher (below); pipeline-success resolves it',
    text: ({ api }) => `curl -s ${api}/webhooks/pipeline-failure \\
  -H "authorization: Bearer $KITE_TOKEN" -H 'content-type: application/json' -d '{
  "pipelineName": "frontend-build",
  "namespace": "team-alpha",
  "failureReason": "Dependency conflict with React version",
  "runId": "run-123",
  "logsUrl": "https://your-ci.com/logs/run-123"
}'`,
    test: 'Run the command above.',
  },
];

/** How an operator stores the secret that a sender shares with Kite. */
export const storeSecret = (sender: string, secret: string): string =>
  `aws ssm put-parameter --type SecureString --name /kite/<stage>/${sender} --value '${secret}'`;
