package dev.ufork.dsl.run;

import dev.ufork.dsl.front.SourceFile;
import dev.ufork.dsl.hosted.HostedClasses;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Classes that were compiled into memory; their class files can be read back, as views of structs demand. */
final class MemoryClasses extends ClassLoader {
    private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

    private MemoryClasses() { super(MemoryClasses.class.getClassLoader()); }

    static ClassLoader compile(List<SourceFile> sources) {
        MemoryClasses loader = new MemoryClasses();
        loader.setDefaultAssertionStatus(true);
        var javac = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        var manager = new ForwardingJavaFileManager<JavaFileManager>(javac.getStandardFileManager(null, null, null)) {
            @Override
            public JavaFileObject getJavaFileForOutput(Location location, String name, JavaFileObject.Kind kind, FileObject sibling) { return loader.output(name); }
        };
        var options = List.of("-proc:none", "-Xlint:none", "-nowarn", "-classpath", System.getProperty("java.class.path"));
        if (!javac.getTask(messages, manager, null, options, null, sources).call()) throw new IllegalStateException(messages.toString());
        return loader;
    }

    private JavaFileObject output(String name) {
        return new SimpleJavaFileObject(URI.create("mem:///" + name.replace('.', '/') + ".class"), JavaFileObject.Kind.CLASS) {
            @Override
            public OutputStream openOutputStream() {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                classes.put(name, bytes);
                return bytes;
            }
        };
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        ByteArrayOutputStream bytes = classes.get(name);
        if (bytes == null) throw new ClassNotFoundException(name);
        byte[] content = HostedClasses.weave(bytes.toByteArray());
        return defineClass(name, content, 0, content.length);
    }

    @Override
    public InputStream getResourceAsStream(String name) {
        ByteArrayOutputStream bytes = name.endsWith(".class") ? classes.get(name.substring(0, name.length() - 6).replace('/', '.')) : null;
        return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes.toByteArray());
    }
}
