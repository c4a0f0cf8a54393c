package io.jenkins.plugins.ratchet.steps;

import groovy.lang.Binding;
import groovy.lang.Closure;
import groovy.lang.GroovyObjectSupport;
import groovy.lang.GroovyShell;
import groovy.lang.MissingMethodException;
import groovy.lang.Script;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.codehaus.groovy.control.CompilerConfiguration;

/** Evaluates a declarative Jenkinsfile as Groovy, with the real steps behind it. What it does not know it refuses. */
final class Pipeline {
    /** Runs a step to its end. */
    interface Runner {
        Object run(EngineStep step) throws Exception;
    }

    private static final List<String> IGNORED = List.of("agent", "options");

    private final Map<String, String> given;
    private final Runner runner;
    private final Map<String, String> parameters = new HashMap<>();
    private final List<Closure<?>> posts = new ArrayList<>();
    private Exception failure;

    /** What was done, a word or two each: stages, steps, inputs. */
    final List<String> done = new ArrayList<>();

    Pipeline(Map<String, String> given, Runner runner) {
        this.given = given;
        this.runner = runner;
    }

    /** The script's base class: Groovy finds {@code pipeline} here. */
    public abstract static class Jenkinsfile extends Script {
        public void pipeline(Closure<?> body) {
            ((Pipeline) getBinding().getVariable("evaluator")).evaluate(body);
        }
    }

    void run(String jenkinsfile) throws Exception {
        CompilerConfiguration compiler = new CompilerConfiguration();
        compiler.setScriptBaseClass(Jenkinsfile.class.getName());
        Binding binding = new Binding();
        binding.setVariable("evaluator", this);
        binding.setVariable("params", parameters);
        new GroovyShell(Pipeline.class.getClassLoader(), binding, compiler).evaluate(jenkinsfile);
        if (failure != null) {
            throw failure;
        }
    }

    private void evaluate(Closure<?> body) {
        in(body, new Top());
        posts.forEach(post -> in(post, new Post()));
    }

    private static Object in(Closure<?> body, Object delegate) {
        body.setDelegate(delegate);
        body.setResolveStrategy(Closure.DELEGATE_FIRST);
        return body.call();
    }

    /** Directives of a block; an unknown one is an error. */
    private abstract static class Block extends GroovyObjectSupport {
        @Override
        public Object invokeMethod(String name, Object arguments) {
            Object[] all = (Object[]) arguments;
            if (IGNORED.contains(name)) {
                return null;
            }
            return directive(name, all);
        }

        abstract Object directive(String name, Object[] arguments);

        static Closure<?> body(Object[] arguments) {
            return (Closure<?>) arguments[arguments.length - 1];
        }

        final Object unknown(String name, Object[] arguments) {
            throw new MissingMethodException(name, getClass(), arguments);
        }
    }

    private final class Top extends Block {
        @Override
        Object directive(String name, Object[] arguments) {
            return switch (name) {
                case "parameters" -> in(body(arguments), new Parameters());
                case "stages" -> in(body(arguments), new Stages());
                case "post" -> posts.add(body(arguments));
                default -> unknown(name, arguments);
            };
        }
    }

    private final class Parameters extends Block {
        @Override
        Object directive(String name, Object[] arguments) {
            Map<?, ?> named = (Map<?, ?>) arguments[0];
            String parameter = (String) named.get("name");
            return parameters.put(parameter, given.getOrDefault(parameter, (String) named.get("defaultValue")));
        }
    }

    private final class Stages extends Block {
        @Override
        Object directive(String name, Object[] arguments) {
            if (!name.equals("stage")) {
                return unknown(name, arguments);
            }
            if (failure == null) {
                done.add("stage " + arguments[0]);
                in(body(arguments), new Stage());
            }
            return null;
        }
    }

    private final class Stage extends Block {
        @Override
        Object directive(String name, Object[] arguments) {
            if (!name.equals("steps")) {
                return unknown(name, arguments);
            }
            try {
                return in(body(arguments), new Steps());
            } catch (StepFailed e) {
                failure = e.why;
                return null;
            }
        }
    }

    private final class Post extends Block {
        @Override
        Object directive(String name, Object[] arguments) {
            boolean applies = name.equals("always") || name.equals(failure == null ? "success" : "failure");
            return applies ? in(body(arguments), new Steps()) : null;
        }
    }

    private final class Steps extends Block {
        @Override
        Object directive(String name, Object[] arguments) {
            return switch (name) {
                case "script" -> in(body(arguments), this);
                case "echo", "sh" -> done.add(name + " " + arguments[0]);
                case "input" -> done.add("input " + ((Map<?, ?>) arguments[0]).get("message"));
                case PlanUpgradeStep.FUNCTION -> run(name, new PlanUpgradeStep(), arguments);
                case BackupDatabasesStep.FUNCTION -> run(name, new BackupDatabasesStep(), arguments);
                case HelmUpgradeForwardOnlyStep.FUNCTION -> run(name, new HelmUpgradeForwardOnlyStep(), arguments);
                case VerifyUpgradeStep.FUNCTION -> run(name, new VerifyUpgradeStep(), arguments);
                case UpgradeStatusStep.FUNCTION -> run(name, new UpgradeStatusStep(), arguments);
                default -> unknown(name, arguments);
            };
        }

        private Object run(String name, EngineStep step, Object[] arguments) {
            done.add(name);
            try {
                if (arguments.length > 0) {
                    for (Map.Entry<?, ?> each : ((Map<?, ?>) arguments[0]).entrySet()) {
                        set(step, (String) each.getKey(), each.getValue());
                    }
                }
                return runner.run(step);
            } catch (ExecutionException e) {
                throw new StepFailed((Exception) e.getCause());
            } catch (Exception e) {
                throw new StepFailed(e);
            }
        }
    }

    /** As Jenkins binds parameters: by setters, maps becoming what the setter takes. */
    private static void set(EngineStep step, String name, Object value) throws Exception {
        String setter = "set" + name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1);
        Method method = Arrays.stream(step.getClass().getMethods())
                .filter(each -> each.getName().equals(setter))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no parameter " + name + " in " + step.getClass()));
        Object bound = value instanceof List<?> list
                ? list.stream().map(Pipeline::element).toList()
                : value == null ? null : method.getParameterTypes()[0] == String.class ? value.toString() : value;
        try {
            method.invoke(step, bound);
        } catch (InvocationTargetException e) {
            throw (Exception) e.getCause();
        }
    }

    private static Object element(Object element) {
        return element instanceof Map<?, ?> map
                ? new DatabaseCredentials(
                        (String) new LinkedHashMap<>(map).get("database"), (String) map.get("credentialsId"))
                : element.toString();
    }

    private static final class StepFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Exception why;

        StepFailed(Exception why) {
            super(why);
            this.why = why;
        }
    }
}
