/* The yardstick of `bench environment`: MuJoCo stepped by a plain C loop, on the same library and model file.
 *
 * raw_loop MODEL FRAME_SKIP HORIZON THREADS POSITION_NOISE VELOCITY_NOISE NORMAL_VELOCITIES
 *
 * Says `ready`, or ends where the headers are not of the library's version. Reads numbers of seconds, one a line; steps for that long on every thread; answers with a line `steps seconds`.
 */
#include <math.h>
#include <mujoco/mujoco.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static mjModel *model;
static int frame_skip, horizon, normal_velocities;
static double position_noise, velocity_noise, until;

/* Each in cache lines of its own. */
typedef struct {
    _Alignas(128) mjData *data;
    uint64_t state;
    long steps;
} Worker;

static void ignore(const char *text) {
    (void)text; /* otherwise MuJoCo writes a log file */
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

/* Uniform in [-1, 1). */
static double uniform(Worker *w) {
    w->state ^= w->state << 13;
    w->state ^= w->state >> 7;
    w->state ^= w->state << 17;
    return (double)(w->state >> 11) * 0x1p-52 - 1;
}

static double normal(Worker *w) {
    double u = 0.5 * (uniform(w) + 1) + 0x1p-54;
    return sqrt(-2 * log(u)) * cos(3.14159265358979323846 * uniform(w));
}

static void start(Worker *w) {
    mjData *d = w->data;
    for (int i = 0; i < model->nq; i++) d->qpos[i] = model->qpos0[i] + position_noise * uniform(w);
    for (int i = 0; i < model->nv; i++) {
        d->qvel[i] = velocity_noise * (normal_velocities ? normal(w) : uniform(w));
        d->qacc_warmstart[i] = 0;
    }
    for (int i = 0; i < model->nu; i++) d->ctrl[i] = 0;
    d->time = 0;
    mj_forward(model, d);
}

static void *work(void *argument) {
    Worker *w = argument;
    w->steps = 0;
    while (now() < until) {
        start(w);
        for (int h = 0; h < horizon; h++) {
            for (int i = 0; i < model->nu; i++) w->data->ctrl[i] = model->actuator_ctrlrange[2 * i + 1] * uniform(w);
            for (int k = 0; k < frame_skip; k++) mj_step(model, w->data);
        }
        w->steps += horizon;
    }
    return NULL;
}

int main(int count, char **arguments) {
    char error[1000] = "";
    if (count != 8 || mj_version() != mjVERSION_HEADER) return 2;
    mju_user_warning = ignore;
    model = mj_loadXML(arguments[1], NULL, error, sizeof error);
    if (!model) {
        fprintf(stderr, "%s\n", error);
        return 1;
    }
    frame_skip = atoi(arguments[2]);
    horizon = atoi(arguments[3]);
    int threads = atoi(arguments[4]);
    position_noise = atof(arguments[5]);
    velocity_noise = atof(arguments[6]);
    normal_velocities = atoi(arguments[7]);
    Worker *workers = aligned_alloc(128, threads * sizeof *workers);
    pthread_t *ids = calloc(threads, sizeof *ids);
    if (!workers || !ids) return 1;
    for (int i = 0; i < threads; i++) {
        workers[i].data = mj_makeData(model);
        if (!workers[i].data) return 1;
        workers[i].state = 0x9E3779B97F4A7C15u * (uint64_t)(i + 1);
    }
    puts("ready");
    fflush(stdout);
    double seconds;
    while (scanf("%lf", &seconds) == 1) {
        double begin = now();
        long steps = 0;
        until = begin + seconds;
        for (int i = 0; i < threads; i++) {
            if (pthread_create(&ids[i], NULL, work, &workers[i])) return 1;
        }
        for (int i = 0; i < threads; i++) pthread_join(ids[i], NULL);
        for (int i = 0; i < threads; i++) steps += workers[i].steps;
        printf("%ld %.9f\n", steps, now() - begin);
        fflush(stdout);
    }
    return 0;
}
