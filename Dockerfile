# One image for web server, worker and beat; docker-compose.yml says which is which.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    DATA_DIR=/srv/data \
    STATIC_DIR=/srv/static

WORKDIR /srv/wastefree

COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes --requirement requirements.lock

COPY . .

# Static files are part of the image; the secret that settings make for themselves on the way is thrown away.
RUN scratch=$(mktemp -d) \
    && DATA_DIR="$scratch" python manage.py collectstatic --no-input --verbosity 0 \
    && rm -r "$scratch" \
    && useradd --system --uid 10001 --no-create-home portal \
    && install --directory --owner portal --mode 0700 /srv/data

USER portal
VOLUME /srv/data
EXPOSE 8000

CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "4", "--respawn-failed-workers", "--workers-kill-timeout", "10", "--no-ws", \
     "--access-log", "wastefree.wsgi:application"]
