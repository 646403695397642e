"""Calls AWS as its own clients do: python aws.py SERVICE OPERATION < parameters.json > result.json"""

import json
import sys

import botocore.session

service, operation = sys.argv[1:]
client = botocore.session.get_session().create_client(service)
result = getattr(client, operation)(**json.load(sys.stdin))
json.dump(result, sys.stdout, default=str)
