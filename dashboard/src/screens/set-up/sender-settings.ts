/** How a CI system is pointed at a deployment. docs/senders/ has the whole of it. */
export interface SenderSettings {
  /** As in `GET /senders` and in the route; none for what sends plain webhooks. */
  readonly sender?: string;
  readonly name: string;
  readonly page: string;
  /** Where the text below goes. */
  readonly where: string;
  readonly text: (api: string) => string;
}

const withPassword = (api: string) => api.replace('://', '://kite:<secret>@');

export const SENDER_SETTINGS: readonly SenderSettings[] = [
  {
    sender: 'github',
    name: 'GitHub',
    page: 'docs/senders/github.md',
    where: 'In the repository or organization: Settings → Webhooks → Add webhook',
    text: (api) => `Payload URL   ${api}/webhooks/github
Content type  application/json
Secret        <secret>
Events        Workflow runs`,
  },
  {
    sender: 'gitlab',
    name: 'GitLab',
    page: 'docs/senders/gitlab.md',
    where: 'In the project or group: Settings → Webhooks → Add new webhook',
    text: (api) => `URL           ${api}/webhooks/gitlab
Secret token  <secret>
Trigger       Pipeline events`,
  },
  {
    sender: 'tekton',
    name: 'Tekton',
    page: 'docs/senders/tekton.md',
    where: 'With kubectl apply',
    text: (api) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: config-events
  namespace: tekton-pipelines
data:
  formats: tektonv1
  sink: ${withPassword(api)}/webhooks/tekton`,
  },
  {
    sender: 'argo-cd',
    name: 'Argo CD',
    page: 'docs/senders/argo-cd.md',
    where:
      'In the ConfigMap argocd-notifications-cm; the template and triggers that belong to it are on the page',
    text: (api) => `service.webhook.kite: |
  url: ${api}/webhooks/argo-cd
  headers:
    - name: Authorization
      value: Bearer $kite-secret
    - name: Content-Type
      value: application/json`,
  },
  {
    sender: 'jenkins',
    name: 'Jenkins',
    page: 'docs/senders/jenkins.md',
    where:
      'With the Notification plugin, in the job: Job Notifications → Add Endpoint (JSON, HTTP, Job Finalized)',
    text: (api) => `${withPassword(api)}/webhooks/jenkins`,
  },
  {
    sender: 'alertmanager',
    name: 'Alertmanager',
    page: 'docs/senders/alertmanager.md',
    where: 'In alertmanager.yml',
    text: (api) => `receivers:
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
  },
  {
    sender: 'aws',
    name: 'CodePipeline, CodeBuild, CloudWatch alarms',
    page: 'docs/senders/aws.md',
    where: 'In stages/<stage>.json, then deploy',
    text: () => '{ "kite:awsEvents": true }',
  },
  {
    name: 'Anything that sends JSON',
    page: 'docs/webhooks.md',
    where: 'With a token of the role publisher, from any script; pipeline-success resolves it',
    text: (api) => `curl ${api}/webhooks/pipeline-failure \\
  -H "authorization: Bearer $KITE_TOKEN" \\
  -H 'content-type: application/json' \\
  -d '{"pipelineName": "frontend-build", "namespace": "team-alpha", "failureReason": "Tests failed"}'`,
  },
];
